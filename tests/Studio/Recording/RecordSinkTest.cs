using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Sinks;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio.Recording;

public sealed class RecordSinkTest : IDisposable
{
    private readonly StudioHost studio = new StudioHost().Start();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordingButton button;
    private readonly RecordSink sink;
    private int settled;

    public RecordSinkTest()
    {
        button = new RecordingButton(clock);
        sink = new RecordSink(studio.Room, button, new PictureIntake(studio.Room), "camera:0");
        sink.Start();
    }

    public void Dispose()
    {
        sink.Dispose();
        studio.Dispose();
    }

    [Fact]
    public void A_recorded_picture_lies_in_its_class_with_its_origin_and_is_learned()
    {
        button.Press("cup", 4);
        Assert.True(Offer(1, 0));
        PictureSnapshot now = studio.Wait(now => now.Pictures.Count == 1 && now.IsExact);
        Assert.Equal("cup/20260102-030405-001.jpg", now.Pictures[0].Path);
        Assert.Equal(new PictureOrigin("camera:0", clock.GetUtcNow(), null, Results.Model.Sha256), studio.Room.Album.Origin(now.Pictures[0]));
        using Mat stored = Cv2.ImRead(studio[now.Pictures[0].Path]);
        using Mat taken = PatchModel.Picture(1, 0);
        Assert.Equal(taken.Size(), stored.Size());
        Assert.InRange(Cv2.Norm(stored, taken, NormTypes.L1) / taken.Total() / 3, 0, 8); // clean, but for JPEG
        Assert.Equal(new RecordingCounts(Seen: 1, Kept: 1), sink.Counts);
    }

    [Fact]
    public void Near_copies_of_the_class_are_left_out_and_counted()
    {
        button.Press("cup", 4);
        Offer(1, 0);
        Offer(1, 0);
        studio.Wait(now => now.Pictures.Count == 1);
        Offer(1, 0); // also once the first is in the snapshot
        Assert.Equal(new RecordingCounts(Seen: 3, Kept: 1, NearCopies: 2), sink.Counts);
        button.Press("hand", 4);
        Offer(1, 0); // another label is news
        Assert.Equal(new RecordingCounts(Seen: 1, Kept: 1), sink.Counts);
        studio.Wait(now => now.Pictures.Count == 2);
    }

    [Fact]
    public void A_copy_of_a_deleted_picture_is_recorded_again()
    {
        button.Press("cup", 4);
        Offer(1, 0);
        studio.Wait(now => now.Pictures.Count == 1);
        studio.Room.Album.Delete([.. studio.Room.Current.Pictures.Select(picture => picture.Path)]);
        studio.Room.Wake();
        studio.Wait(now => now.Pictures.Count == 0);
        Offer(1, 0);
        studio.Wait(now => now.Pictures.Count == 1);
    }

    [Fact]
    public void Of_a_region_the_class_gets_the_region_and_the_whole_picture_lies_beside()
    {
        button.Press("cup", 4);
        Offer(1, 0, new PixelRect(16, 0, 32, 48));
        AlbumPicture picture = studio.Wait(now => now.Pictures.Count == 1).Pictures[0];
        using Mat region = Cv2.ImRead(studio[picture.Path]);
        using Mat whole = Cv2.ImRead(Path.Combine(studio.Room.Album.Hidden, RecordSink.WholeFolder, $"{picture.Sha256}.jpg"));
        Assert.Equal((new Size(32, 48), new Size(64, 64)), (region.Size(), whole.Size()));
        Assert.Equal(new PixelRect(16, 0, 32, 48), studio.Room.Album.Origin(picture)!.Region);
    }

    [Fact]
    public void Blurred_pictures_are_marked()
    {
        button.Press("cup", 4);
        for (int number = 0; number < 5; number++)
        {
            Offer(number, 0);
        }

        Offer(7, 0, blur: true);
        Assert.Equal((6, 1), (sink.Counts.Kept, sink.Counts.Blurred));
        PictureSnapshot now = studio.Wait(now => now.Pictures.Count == 6);
        Assert.Equal([false, false, false, false, false, true], now.Pictures.Select(picture => studio.Room.Album.Origin(picture)!.Blurred));
    }

    [Fact]
    public void The_rate_is_kept_on_the_average_between_frames()
    {
        int due = 0;
        for (int frame = 0; frame < 40; frame++)
        {
            button.Press("cup", 8);
            due += button.IsDue(out _, out _) ? 1 : 0;
            clock.Advance(TimeSpan.FromSeconds(0.1)); // a frame at 0.2 s is for the picture of 0.125 s
        }

        Assert.Equal(32, due);
        clock.Advance(TimeSpan.FromSeconds(10));
        button.Press("cup", 8);
        Assert.True(button.IsDue(out _, out _));
        Assert.False(button.IsDue(out _, out _)); // what was missed meanwhile is not made up for
    }

    [Fact]
    public void The_rate_is_kept_and_the_lease_ends()
    {
        Assert.False(Offer(1, 0));
        button.Press("cup", 4);
        Assert.True(Offer(1, 0));
        Assert.False(Offer(2, 0, wait: 0.2));
        Assert.True(Offer(2, 0, wait: 0.06));
        Assert.True(Offer(3, 0, wait: 2.4));
        Assert.False(Offer(4, 0, wait: 0.6));
        Assert.Null(button.Label);
        button.Press("cup", 4);
        button.Release();
        Assert.False(Offer(4, 0, wait: 1));
    }

    [Fact]
    public void Pictures_of_one_recording_are_undone_together()
    {
        button.Press("cup", 4);
        Offer(1, 0);
        button.Press("cup", 4); // renewed
        Offer(2, 0);
        button.Release();
        button.Press("cup", 4);
        Offer(3, 0);
        Assert.Equal("add 1 picture", studio.Room.Album.Next().Undo!.Text);
        studio.Room.Album.Undo();
        Assert.Equal(2, studio.Room.Album.Undo()!.Moves.Count);
        Assert.Empty(Directory.GetFiles(studio["cup"]));
    }

    [Fact]
    public void A_full_disk_is_a_problem_and_no_end()
    {
        File.WriteAllText(studio["cup"], "a file where the class would be");
        button.Press("cup", 4);
        Offer(1, 0);
        Assert.Equal(1, sink.Status.Lost);
        Assert.Contains("cup", sink.Status.Problem, StringComparison.Ordinal);
        File.Delete(studio["cup"]);
        Offer(2, 0);
        Assert.Null(sink.Status.Problem);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        FrameResult result = Results.Of(ResultState.Stable);
        button.Press("cup", 30);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => sink.Wants(result)));
    }

    [Theory]
    [InlineData("cup", 0)]
    [InlineData("cup", 1000)]
    [InlineData("../cup", 4)]
    [InlineData("inbox", 4)]
    public void Impossible_recordings_are_refused(string label, double rate) => Assert.Throws<UsageException>(() => button.Press(label, rate));

    private bool Offer(int kind, int number, PixelRect? region = null, bool blur = false, double wait = 0.251)
    {
        clock.Advance(TimeSpan.FromSeconds(settled++ == 0 ? 0.001 : wait));
        FrameResult result = Results.Of(ResultState.Stable);
        result.Time = clock.GetUtcNow().UtcDateTime;
        if (!sink.Wants(result))
        {
            return false;
        }

        using Frame frame = new();
        using Mat picture = PatchModel.Picture(kind, number);
        picture.CopyTo(frame.Image);
        float[] features = studio.Room.Network.Features(frame.View);
        if (blur)
        {
            Cv2.GaussianBlur(picture, frame.Image, new Size(15, 15), 8);
        }

        (RecordingCounts before, long lost) = (sink.Counts, sink.Status.Lost);
        sink.Take(frame, result, features, region);
        Eventually.True(() => !ReferenceEquals(sink.Counts, before) || sink.Status.Lost > lost);
        return true;
    }
}

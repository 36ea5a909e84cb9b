using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks.Collecting;

public sealed class CollectSinkTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private string[] Pictures => [.. Directory.GetFiles(folder["inbox"], "*.jpg").Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_picture_lies_in_the_inbox_with_all_that_was_known()
    {
        Collect(new CollectSettings(folder.Path).When("unknown"), sink => Offer(sink, 1, new PixelRect(8, 4, 32, 24)));
        string path = Assert.Single(Pictures);
        Assert.StartsWith("20260102-030405-001-", Path.GetFileName(path), StringComparison.Ordinal);
        using Mat saved = Cv2.ImRead(path);
        Assert.Equal(new Size(64, 48), saved.Size());

        InboxEntry entry = StrictJson.Read<InboxEntry>(Path.ChangeExtension(path, ".json"));
        Assert.Equal((clock.GetUtcNow(), "camera:0", 1, "unknown", "pets", new string('a', 64)), (entry.Time, entry.Source, entry.Frame, entry.State, entry.Model, entry.Sha256));
        Assert.Equal(["unknown"], entry.Reasons);
        Assert.Equal([("cat", 0.75), ("dog", 0.25)], entry.Top.Select(top => (top.Label, top.Score!.Value)));
        Assert.Equal(new InboxRegion(8, 4, 32, 24), entry.Region);
        Assert.Null(entry.Group);
    }

    [Fact]
    public async Task What_a_person_said_is_kept_in_any_case_and_lies_beside_the_picture()
    {
        Task<bool> taken = Task.FromResult(false);
        Collect(new CollectSettings(folder.Path).When("unknown"), sink =>
        {
            Offer(sink, 1);
            Assert.False(sink.Wants(Results.Stable(0))); // known, and nobody said anything
            Task<bool> first = sink.Labels.Ask("dog");
            taken = sink.Labels.Ask("fox");
            Assert.True(first.IsCompletedSuccessfully && !first.Result);
            Assert.False(sink.Wants(Results.Of(ResultState.Lost)));
            Offer(sink, 1, known: true);
        });
        Assert.True(await taken);
        InboxEntry entry = StrictJson.Read<InboxEntry>(Path.ChangeExtension(Pictures[1], ".json"));
        Assert.Equal(("fox", "cat"), (entry.Label, entry.Group));
        Assert.Equal(["said"], entry.Reasons);
        Assert.Null(StrictJson.Read<InboxEntry>(Path.ChangeExtension(Pictures[0], ".json")).Label);
    }

    [Fact]
    public void Near_copies_are_left_out_also_those_of_earlier_runs()
    {
        CollectSettings settings = new CollectSettings(folder.Path).When("unknown");
        Assert.Equal(1, Collect(settings, sink => { Offer(sink, 1); Offer(sink, 1); }).Alike);
        Assert.Equal(1, Collect(settings, sink => { Offer(sink, 1); Offer(sink, 2); }).Alike);
        Assert.Equal(2, Pictures.Length);
    }

    [Fact]
    public void Features_of_the_network_decide_what_is_alike()
    {
        CollectSink sink = Collect(new CollectSettings(folder.Path).When("unknown"), sink =>
        {
            Offer(sink, 1, features: [1, 0, 0]);
            Offer(sink, 2, features: [1, 0.01f, 0]);
            Offer(sink, 1, features: [0, 1, 0]);
        });
        Assert.Equal((2, 1), (Pictures.Length, sink.Alike));
    }

    [Fact]
    public void The_class_with_most_bytes_gives_up_its_oldest_pictures()
    {
        CollectSettings settings = new CollectSettings(folder.Path) { Rate = 1000 }.When("unknown,every=1s");
        long each = 0;
        Collect(settings, sink =>
        {
            Offer(sink, 0, known: true);
            each = new FileInfo(Pictures[0]).Length + new FileInfo(Path.ChangeExtension(Pictures[0], ".json")).Length;
        });
        settings = settings with { MostBytes = (long)(each * 5.5) };
        Collect(settings, sink => Enumerable.Range(1, 20).ToList().ForEach(i => Offer(sink, i)));
        InboxEntry[] left = [.. Pictures.Select(path => StrictJson.Read<InboxEntry>(Path.ChangeExtension(path, ".json")))];
        Assert.Equal(0, left[0].Frame); // the only picture of its class
        Assert.Equal(Enumerable.Range(21 - (left.Length - 1), left.Length - 1), left.Skip(1).Select(entry => (int)entry.Frame));
        Assert.InRange(Directory.GetFiles(folder["inbox"]).Sum(file => new FileInfo(file).Length), each * 3, settings.MostBytes);
    }

    [Fact]
    public void Old_pictures_are_deleted()
    {
        CollectSettings settings = new CollectSettings(folder.Path) { KeepDays = 7 }.When("unknown");
        Collect(settings, sink => Offer(sink, 1));
        clock.Advance(TimeSpan.FromDays(6.9));
        Collect(settings, sink => Offer(sink, 2));
        Assert.Equal(2, Pictures.Length);
        clock.Advance(TimeSpan.FromDays(0.2));
        Collect(settings, _ => { });
        Assert.Single(Pictures);
        Assert.Single(Directory.GetFiles(folder["inbox"], "*.json"));
    }

    [Fact]
    public void Foreign_and_damaged_files_are_left_alone()
    {
        Directory.CreateDirectory(folder["inbox"]);
        File.WriteAllText(folder["inbox/own.jpg"], "mine");
        File.WriteAllText(folder["inbox/torn.jpg"], "x");
        File.WriteAllText(folder["inbox/torn.json"], "{ \"time\":");
        CollectSink sink = Collect(new CollectSettings(folder.Path) { KeepDays = 1 }.When("unknown"), sink => Offer(sink, 1));
        Assert.Equal((3, null), (Pictures.Length, sink.Status.LastProblem));
    }

    [Fact]
    public void A_folder_that_takes_nothing_is_refused_at_the_start()
    {
        File.WriteAllText(folder["file"], "");
        InputException error = Assert.Throws<InputException>(() => new CollectSink(new CollectSettings(folder["file"]), Results.Source));
        Assert.StartsWith("--collect ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_goes_away_is_a_problem_and_no_end()
    {
        CollectSink sink = Collect(new CollectSettings(folder.Path).When("unknown"), sink =>
        {
            Eventually.True(() => Directory.Exists(folder["inbox"]));
            Directory.Delete(folder["inbox"], recursive: true);
            File.WriteAllText(folder["inbox"], "");
            Offer(sink, 1);
        });
        Assert.Equal(1, sink.Status.Lost);
        Assert.NotNull(sink.Status.Problem);
    }

    private void Offer(CollectSink sink, int number, PixelRect? region = null, float[]? features = null, bool known = false)
    {
        FrameResult result = Results.Of(known ? ResultState.Stable : ResultState.Unknown, number);
        result.IsUnknown = !known;
        using Frame frame = new() { Index = number };
        frame.Image.Create(48, 64, MatType.CV_8UC3);
        Random noise = new(number);
        byte[] pixels = new byte[4 * 4 * 3];
        noise.NextBytes(pixels);
        using Mat blocks = Mat.FromPixelData(4, 4, MatType.CV_8UC3, pixels);
        Cv2.Resize(blocks, frame.Image, frame.Image.Size(), interpolation: InterpolationFlags.Nearest);
        clock.Advance(TimeSpan.FromMilliseconds(1)); // each picture has a name of its own
        result.Time = clock.GetUtcNow().UtcDateTime;
        Assert.True(sink.Wants(result));
        long settled = Settled(sink);
        sink.Take(frame, result, features, region);
        Eventually.True(() => Settled(sink) > settled);
    }

    private CollectSink Collect(CollectSettings settings, Action<CollectSink> offer)
    {
        using CollectSink sink = new(settings with { Rate = 1000 }, Results.Source, clock);
        sink.Start();
        offer(sink);
        sink.Worker.Finish(SteppingHour());
        return sink;
    }

    private static long Settled(CollectSink sink) => sink.Status.Delivered + sink.Status.Lost + sink.Alike;

    private static EdgeApp.Sinks.Patience SteppingHour() => Fakes.SteppingClock.Hour();
}

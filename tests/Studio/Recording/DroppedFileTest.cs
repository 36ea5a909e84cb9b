using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Teaching;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio.Recording;

public sealed class DroppedFileTest : IDisposable
{
    private readonly StudioHost studio = new StudioHost().Start();
    private readonly TemporaryFolder elsewhere = new();
    private readonly DroppedFile files;

    public DroppedFileTest() => files = new DroppedFile(studio.Room, new PictureIntake(studio.Room), new RecordingButton());

    public void Dispose()
    {
        studio.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public void A_picture_is_kept_as_it_is_once()
    {
        byte[] png = PatchModel.Png(1, 0);
        Assert.Equal(new DroppedResult(1, 0, 0, null), Add(png, "../My cup.PNG"));
        Assert.Equal(new DroppedResult(0, 1, 0, null), Add(png, "again.png"));
        PictureSnapshot now = studio.Wait(now => now.Pictures.Count == 1);
        Assert.Equal("cup/My cup.png", now.Pictures[0].Path);
        Assert.Equal(png, File.ReadAllBytes(studio["cup/My cup.png"]));
        Assert.Equal("../My cup.PNG", studio.Room.Album.Origin(now.Pictures[0])!.Source);
    }

    [Theory]
    [InlineData("text.txt", "no picture at all", "text.txt: is neither a picture nor a video that can be read")]
    [InlineData("torn.jpg", "\u00ff\u00d8\u00ff\u00e0 and no more", "torn.jpg: ")]
    [InlineData("x.tif", "II*\0 and more of it", "is a TIFF picture, which is not read; convert it to JPEG or PNG")]
    [InlineData("", "x", "")]
    public void What_cannot_be_read_is_told_by_its_name(string name, string content, string problem)
    {
        DroppedResult result = Add([.. content.Select(letter => (byte)letter)], name);
        Assert.Equal((0, 0), (result.Added, result.NearCopies));
        Assert.Contains(problem, result.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(elsewhere.Path, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_gives_pictures_at_the_rate_without_near_copies()
    {
        string path = elsewhere["clip.avi"];
        using (VideoWriter writer = new(path, FourCC.MJPG, 20, new Size(64, 64)))
        {
            for (int frame = 0; frame < 60; frame++)
            {
                using Mat picture = PatchModel.Picture(frame / 10, 0); // 6 scenes of half a second
                writer.Write(picture);
            }
        }

        DroppedResult result = files.Add(path, "clip.avi", "cup", TestContext.Current.CancellationToken);
        Assert.Equal((6, 6, null), (result.Added, result.NearCopies, result.Problem)); // 3 s at 4 a second
        Assert.Equal("cup/clip-000000.jpg", studio.Wait(now => now.Pictures.Count == 6).Pictures[0].Path);
    }

    private DroppedResult Add(byte[] content, string name)
    {
        File.WriteAllBytes(elsewhere["upload"], content);
        return files.Add(elsewhere["upload"], name, "cup", TestContext.Current.CancellationToken);
    }
}

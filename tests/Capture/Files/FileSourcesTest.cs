using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Files;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Inference;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Files;

public sealed class FileSourcesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PipelineControls controls = new();

    public void Dispose()
    {
        controls.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_video_above_the_limit_is_refused_by_its_header()
    {
        using (VideoWriter writer = new(folder["bomb.avi"], VideoCaptureAPIs.FFMPEG, FourCC.FromFourChars('I', '4', '2', '0'), 25, new Size(64, 48)))
        {
            using Mat picture = new(48, 64, MatType.CV_8UC3, Scalar.All(9));
            writer.Write(picture);
        }

        byte[] video = File.ReadAllBytes(folder["bomb.avi"]);
        byte[] size = [64, 0, 0, 0, 48, 0, 0, 0];
        for (int place = video.AsSpan().IndexOf(size); place >= 0; place = video.AsSpan().IndexOf(size))
        {
            (video[place], video[place + 1], video[place + 4], video[place + 5]) = (0x28, 0x23, 0x28, 0x23); // 9000
        }

        File.WriteAllBytes(folder["bomb.avi"], video);
        InputException refused = Assert.Throws<InputException>(() => VideoFileSource.Open(folder["bomb.avi"]));
        Assert.Equal($"{folder["bomb.avi"]}: has 9000×9000 pixels, more than the limit of 50 megapixels; make it smaller, or set EDGERESNET_MEGAPIXELS", refused.Message);
    }

    [Fact]
    public void Every_frame_of_a_video_is_classified_once_and_in_order()
    {
        string path = folder["counter.avi"];
        CounterVideo.Write(path, frames: 300);
        Assert.Equal(Enumerable.Range(0, 300), Classify(path));
    }

    [Fact]
    public void Folder_pictures_come_in_name_order_without_other_files()
    {
        WritePictures();
        File.WriteAllText(folder["a/notes.txt"], "not a picture");
        Assert.Equal([3, 1, 2], Classify(folder["a"]));
    }

    [Fact]
    public async Task Pictures_come_in_natural_order_and_pipes_are_passed_over()
    {
        Directory.CreateDirectory(folder["a"]);
        using Mat picture = new();
        foreach (int number in (int[])[10, 2, 1, 30])
        {
            FrameCounter.Draw(picture, number);
            File.WriteAllBytes(folder[$"a/img{number}.png"], picture.ImEncode(".png"));
        }

        File.CreateSymbolicLink(folder["a/up"], "..");
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["a/img3.png"]])).ExitCode);
        Assert.Equal([1, 2, 10, 30], Classify(folder["a"]));
        Assert.Equal([1, 2, 10, 30], Classify(folder["a/img*.png"]));
        Assert.Equal([1, 2, 10, 30], PicturePaths.Expand([folder["a"]], report: null, TestContext.Current.CancellationToken).Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)[3..], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("named pipe", Assert.Throws<InputException>(() => Open(folder["a/img3.png"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_glob_selects_pictures()
    {
        WritePictures();
        Assert.Equal([3, 1], Classify(folder["a/?.png"]));
        Assert.Equal([2], Classify(folder["a/*.jpg"]));
        Assert.Equal([1], Classify(folder["a/2.png"]));
    }

    [Theory]
    [InlineData("missing.mp4", "no such file")]
    [InlineData("text.mp4", "neither a picture nor a video")]
    [InlineData("text.png", "not a picture")]
    [InlineData("empty", "no pictures in")]
    [InlineData("*.jpg", "names no picture")]
    [InlineData("nothing/*.png", "no folder")]
    public void A_missing_or_unreadable_file_is_an_unusable_input(string name, string part)
    {
        File.WriteAllText(folder["text.mp4"], "this is text");
        File.WriteAllText(folder["text.png"], "this is text");
        Directory.CreateDirectory(folder["empty"]);
        InputException thrown = Assert.Throws<InputException>(() => Classify(folder[name]));
        Assert.Contains(part, thrown.Message);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("ftp://host/a.mp4")]
    [InlineData("camera:")]
    [InlineData("camera:serial=")]
    [InlineData("camera:0?exposure=dark")]
    [InlineData("camera:0?mains=55")]
    [InlineData("camera:0?control.=1")]
    [InlineData("camera:0?size=3")]
    [InlineData("camera:0?width=-3")]
    [InlineData("/dev/video0?fourcc=MJPEG")]
    public void A_meaningless_source_is_a_usage_error(string source) => Assert.Throws<UsageException>(() => Open(source));

    [Fact]
    public void A_file_with_an_unknown_option_is_a_usage_error()
    {
        File.WriteAllText(folder["a.mp4"], "this is text");
        Assert.Contains("speed=2", Assert.Throws<UsageException>(() => Open(folder["a.mp4"] + "?speed=2")).Message);
    }

    [Fact]
    public void A_missing_camera_is_an_unavailable_device()
    {
        DeviceException thrown = Assert.Throws<DeviceException>(() => Open("camera:97?width=1280&height=720"));
        Assert.StartsWith("/dev/video97: no such camera; ", thrown.Message);
        Assert.Matches("no camera is connected|cameras here: /dev/video", thrown.Message);
    }

    private void WritePictures()
    {
        Directory.CreateDirectory(folder["a"]);
        using Mat picture = new();
        foreach ((string name, int number) in ((string, int)[])[("2.png", 1), ("1.png", 3), ("30.jpg", 2)])
        {
            FrameCounter.Draw(picture, number);
            File.WriteAllBytes(folder["a/" + name], picture.ImEncode(Path.GetExtension(name)));
        }
    }

    private IFrameSource Open(string source) => SourceFactory.Open(source, ModelBundle.Open(TinyModel.WriteBundle(folder["bundle"])));

    private List<int> Classify(string path)
    {
        using CounterClassifier classifier = new();
        using StartSignal source = new(Open(path), classifier.Begin);
        new EdgePipeline(source, classifier) { Controls = controls }.Run(TestContext.Current.CancellationToken);
        return classifier.Seen;
    }
}

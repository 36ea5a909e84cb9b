using System.Net;
using System.Net.Sockets;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Capture;

public class NetworkSourceTest
{
    [Fact]
    public void The_pipeline_sees_the_pictures_of_an_MJPEG_camera_in_order()
    {
        using LoopbackServer server = LoopbackServer.Camera();
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using StartSignal source = new(HttpSource.Open(server.Url), classifier.Begin);
        Assert.True(source.IsLive);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, FrameLimit = 80 }.Run(TestContext.Current.CancellationToken);
        Assert.Equal(80, summary.FramesProcessed);
        Assert.Equal(classifier.Seen.Order().Distinct(), classifier.Seen);
        Assert.True(classifier.Seen[^1] >= 79);
    }

    [Fact]
    public void A_stream_that_ends_ends_the_run_and_is_a_failure_of_the_source()
    {
        using LoopbackServer server = LoopbackServer.Camera(frames: 30);
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using IFrameSource source = HttpSource.Open(server.Url);
        EdgePipeline pipeline = new(source, classifier) { Controls = controls };
        DeviceException thrown = Assert.Throws<DeviceException>(() => pipeline.Run(TestContext.Current.CancellationToken));
        Assert.Contains("stopped delivering after 30 frames", thrown.Message);
    }

    [Fact]
    public void An_address_where_nobody_listens_is_an_unavailable_device()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        DeviceException thrown = Assert.Throws<DeviceException>(() => HttpSource.Open($"http://user:secret@127.0.0.1:{port}/a@b"));
        Assert.StartsWith($"http://127.0.0.1:{port}/a@b: cannot be reached", thrown.Message);
        Assert.DoesNotContain("secret", thrown.Message);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void A_video_on_a_web_server_is_read_without_loss()
    {
        using TemporaryFolder folder = new();
        CounterVideo.Write(folder["counter.avi"], frames: 60);
        using LoopbackServer server = LoopbackServer.File(File.ReadAllBytes(folder["counter.avi"]), "video/x-msvideo", withLength: true);
        Assert.Equal(Enumerable.Range(0, 60), Classify(server.Url, isLive: false));
    }

    [Fact]
    public void A_stream_of_another_kind_is_received_by_the_ffmpeg_program()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using TemporaryFolder folder = new();
        CounterVideo.Write(folder["counter.avi"], frames: 60);
        using LoopbackServer server = LoopbackServer.File(File.ReadAllBytes(folder["counter.avi"]), "video/x-msvideo", withLength: false);
        List<int> seen = Classify(server.Url, isLive: true);
        Assert.NotEmpty(seen);
        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.Equal(59, seen[^1]);
    }

    [Fact]
    public async Task A_stream_of_odd_width_and_height_loses_its_last_column_and_row()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using TemporaryFolder folder = new();
        CounterVideo.Write(folder["counter.avi"], frames: 60);
        CommandResult odd = await Command.RunAsync("ffmpeg", ["-loglevel", "error", "-i", folder["counter.avi"], "-vf", "format=yuv444p,pad=67:65", "-c:v", "ffv1", folder["odd.avi"]]);
        Assert.Equal((0, ""), (odd.ExitCode, odd.Error));
        using LoopbackServer server = LoopbackServer.File(await File.ReadAllBytesAsync(folder["odd.avi"], TestContext.Current.CancellationToken), "video/x-msvideo", withLength: false);
        using FfmpegSource source = FfmpegSource.Open(NetworkAddress.Parse(server.Url));
        using Frame frame = new();
        int last = -1; // FFmpeg may drop the first pictures, which it looks at to learn the format
        while (last < 59)
        {
            Assert.True(source.Read(frame, TestContext.Current.CancellationToken));
            Assert.Equal((66, 64), (frame.Image.Cols, frame.Image.Rows));
            using OpenCvSharp.Mat gray = frame.Image.CvtColor(OpenCvSharp.ColorConversionCodes.BGR2GRAY);
            int number = FrameCounter.Read(gray);
            Assert.InRange(number, last + 1, 59);
            last = number;
        }
    }

    [Fact]
    public void An_RTSP_address_where_nobody_listens_is_an_unavailable_device()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using FfmpegSource source = FfmpegSource.Open(NetworkAddress.Parse("rtsp://user:secret@127.0.0.1:1/a"));
        using Frame frame = new();
        DeviceException thrown = Assert.Throws<DeviceException>(() => source.Read(frame, TestContext.Current.CancellationToken));
        Assert.Matches("^rtsp://127.0.0.1:1/a: sends no picture .ffmpeg: .*Connection refused", thrown.Message);
        Assert.DoesNotContain("secret", thrown.Message);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Theory]
    [InlineData("text/html", "not of its page")]
    [InlineData("multipart/x-mixed-replace; boundary=x", "no picture")]
    public void A_server_that_sends_no_pictures_is_an_unavailable_device(string type, string part)
    {
        using LoopbackServer server = LoopbackServer.File("<html>"u8.ToArray(), type, withLength: true);
        Assert.Contains(part, Assert.Throws<DeviceException>(() => Classify(server.Url, isLive: true)).Message);
    }

    private static List<int> Classify(string url, bool isLive)
    {
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using StartSignal source = new(HttpSource.Open(url), classifier.Begin);
        Assert.Equal((url, isLive), (source.Name, source.IsLive));
        try
        {
            new EdgePipeline(source, classifier) { Controls = controls }.Run(TestContext.Current.CancellationToken);
        }
        catch (DeviceException) when (isLive && classifier.Seen.Count > 0)
        {
            // A live source that ends is a failure of the source; here it had pictures before.
        }

        return classifier.Seen;
    }
}

using System.Net;
using System.Net.Sockets;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Capture.Files;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Capture.Network;

public class NetworkSourceTest
{
    private const double BeforePatienceEnds = 4000; // generous bound in milliseconds for what needs no waiting: the source's own patience ends after 5 s or 10 s

    [Fact]
    public void The_pipeline_sees_the_pictures_of_an_MJPEG_camera_in_order()
    {
        using LoopbackServer server = LoopbackServer.Camera();
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using StartSignal source = new(HttpSource.Open(server.Url, TestContext.Current.CancellationToken), classifier.Begin);
        Assert.True(source.IsLive);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, FrameLimit = 80 }.Run(TestContext.Current.CancellationToken);
        Assert.Equal(80, summary.FramesProcessed);
        Assert.Equal(classifier.Seen.Order().Distinct(), classifier.Seen);
        Assert.True(classifier.Seen[^1] >= 79);
    }

    [Fact]
    public void A_stream_that_ends_fails_the_run()
    {
        using LoopbackServer server = LoopbackServer.Camera(frames: 30);
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using IFrameSource source = HttpSource.Open(server.Url, TestContext.Current.CancellationToken);
        EdgePipeline pipeline = new(source, classifier) { Controls = controls };
        DeviceException thrown = Assert.Throws<DeviceException>(() => pipeline.Run(TestContext.Current.CancellationToken));
        Assert.Contains("stopped delivering after 30 frames", thrown.Message);
    }

    [Fact]
    public void An_HTTP_address_without_a_listener_is_an_unavailable_device()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        DeviceException thrown = Assert.Throws<DeviceException>(() => HttpSource.Open($"http://user:secret@127.0.0.1:{port}/a@b", TestContext.Current.CancellationToken));
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
    public void Other_streams_are_received_by_ffmpeg()
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
    public async Task A_stream_of_odd_size_loses_its_last_column_and_row()
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
    public void An_RTSP_address_without_a_listener_is_an_unavailable_device()
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
    [InlineData("rtsp")]
    [InlineData("http")]
    public void ffmpeg_ends_by_itself_if_the_server_falls_silent(string scheme)
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string address = $"{scheme}://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/a";
        using FfmpegSource source = FfmpegSource.Open(FfmpegInput.Of(NetworkAddress.Parse(address), new NetworkOptions(), silence: TimeSpan.FromSeconds(0.2)));
        using Frame frame = new();
        DeviceException thrown = Assert.Throws<DeviceException>(() => source.Read(frame, TestContext.Current.CancellationToken));
        Assert.StartsWith($"{address}: sends no picture (ffmpeg: ", thrown.Message); // killed by the source's own limit, it has no last words
    }

    [Fact]
    public void ffmpegs_time_limit_is_in_microseconds() => Assert.Equal(["-rw_timeout", "15000000"], FfmpegTimeout.Arguments("http", TimeSpan.FromSeconds(15)));

    [Theory]
    [InlineData("  -listen_timeout    <int>   .D...... set maximum timeout (in seconds) to wait\n  -timeout  <int64>  .D...... set timeout (in microseconds) of socket I/O operations (from", "timeout")] // FFmpeg 5
    [InlineData("  -timeout  <int>  .D...... set maximum timeout (in seconds) to wait\n  -stimeout  <int64>  .D...... set timeout (in microseconds) of socket TCP I/O operations (from", "stimeout")] // FFmpeg 4
    [InlineData("Unknown format 'rtsp'.", null)]
    public void The_RTSP_time_limit_option_is_read_from_ffmpegs_help(string help, string? option) => Assert.Equal(option, FfmpegTimeout.Find(help));

    [Theory]
    [InlineData("rtsp://")]
    [InlineData("rtsp://user:secret@/x")]
    [InlineData("http://")]
    [InlineData("http://user:secret@/x")]
    public void An_address_without_a_host_is_a_usage_error(string text)
    {
        string message = Assert.Throws<UsageException>(() => SourceFactory.NameOf(text)).Message;
        Assert.Contains("not a valid address; expected", message);
        Assert.DoesNotContain("secret", message);
    }

    [Theory]
    [InlineData("text/html", "not of its page")]
    [InlineData("multipart/x-mixed-replace; boundary=x", "no picture")]
    public void A_server_without_pictures_is_an_unavailable_device(string type, string part)
    {
        using LoopbackServer server = LoopbackServer.File("<html>"u8.ToArray(), type, withLength: true);
        Assert.Contains(part, Assert.Throws<DeviceException>(() => Classify(server.Url, isLive: true)).Message);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(200, Traits = [Long.Trait, Long.Value])]
    public void Repeated_silences_leak_no_descriptor_or_thread(int times)
    {
        using LoopbackServer server = LoopbackServer.SilentCamera();
        using Frame frame = new();
        (int descriptors, int threads) = (0, 0);
        for (int i = 0; i < times; i++)
        {
            using (IFrameSource source = HttpSource.Open(server.Url, TestContext.Current.CancellationToken))
            {
                Assert.True(source.Read(frame, TestContext.Current.CancellationToken));
                Assert.InRange(TimeToStop(source, frame), 0, BeforePatienceEnds);
            }

            if (i == 20)
            {
                (descriptors, threads) = CountOwn();
            }
        }

        (int descriptorsAtEnd, int threadsAtEnd) = CountOwn();
        Assert.True(descriptorsAtEnd - descriptors < times / 3 && threadsAtEnd - threads < times / 3, // a leak is of nearly as many as there are times
            $"{descriptors} → {descriptorsAtEnd} descriptors, {threads} → {threadsAtEnd} threads");
    }

    [Fact]
    public void A_silent_RTSP_camera_is_left_at_once_without_a_process()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using Frame frame = new();
        int descriptors = 0;
        for (int i = 0; i < 20; i++)
        {
            using (FfmpegSource source = FfmpegSource.Open(NetworkAddress.Parse($"rtsp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/a")))
            {
                Assert.InRange(TimeToStop(source, frame), 0, BeforePatienceEnds);
            }

            descriptors = i == 5 ? CountOwn().Descriptors : descriptors;
        }

        Assert.InRange(CountOwn().Descriptors - descriptors, -100, 5);
        Assert.DoesNotContain("ffmpeg", ChildProcesses());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_interrupted_download_leaves_no_file(bool closes)
    {
        using TemporaryFolder folder = new();
        using TemporaryFolder temporary = new();
        CounterVideo.Write(folder["counter.avi"], frames: 60);
        using LoopbackServer server = LoopbackServer.HalfFile(File.ReadAllBytes(folder["counter.avi"]), "video/x-msvideo", closes);
        string? before = Environment.GetEnvironmentVariable("TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", temporary.Path);
        try
        {
            using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));
            if (closes)
            {
                Assert.Contains("the download failed", Assert.Throws<DeviceException>(() => HttpSource.Open(server.Url, TestContext.Current.CancellationToken)).Message);
            }
            else
            {
                Assert.Throws<OperationCanceledException>(() => HttpSource.Open(server.Url, stop.Token));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", before);
        }

        Assert.Empty(Directory.GetFiles(temporary.Path));
        Assert.DoesNotContain(Directory.GetFileSystemEntries("/proc/self/fd"), link => new FileInfo(link).LinkTarget?.StartsWith(temporary.Path, StringComparison.Ordinal) == true);
    }

    /// <summary>Milliseconds from the cancellation of a read that waits to its return.</summary>
    private static double TimeToStop(IFrameSource source, Frame frame)
    {
        using CancellationTokenSource stop = new();
        long stopped = 0;
        using Timer timer = new(_ =>
        {
            Volatile.Write(ref stopped, System.Diagnostics.Stopwatch.GetTimestamp());
            stop.Cancel();
        });
        timer.Change(10, Timeout.Infinite);
        Assert.False(source.Read(frame, stop.Token));
        return System.Diagnostics.Stopwatch.GetElapsedTime(Volatile.Read(ref stopped)).TotalMilliseconds;
    }

    private static (int Descriptors, int Threads) CountOwn() => (Directory.GetFileSystemEntries("/proc/self/fd").Length, Directory.GetDirectories("/proc/self/task").Length);

    private static string[] ChildProcesses() =>
        [.. from task in Directory.GetDirectories("/proc/self/task")
            from child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            select File.ReadAllText($"/proc/{child}/comm").Trim()];

    private static List<int> Classify(string url, bool isLive)
    {
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using StartSignal source = new(HttpSource.Open(url, TestContext.Current.CancellationToken), classifier.Begin);
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

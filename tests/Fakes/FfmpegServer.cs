using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeResNet.Tests.Capture.Files;

namespace EdgeResNet.Tests.Fakes;

/// <summary>A real network camera on loopback: the ffmpeg program sends the numbered pictures of a video, again and again, at their own rate, to one client.</summary>
internal sealed partial class FfmpegServer : IDisposable
{
    private const int Stop = 19; // SIGSTOP
    private const int Continue = 18; // SIGCONT
    private readonly string[] arguments;
    private Process? process;

    private FfmpegServer(string url, string[] arguments)
    {
        Url = url;
        this.arguments = arguments;
        Start();
    }

    public string Url { get; }

    /// <summary>MJPEG over HTTP.</summary>
    public static FfmpegServer Mjpeg(TemporaryFolder folder)
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        CounterVideo.Write(folder["served.avi"], frames: 250);
        string url = $"http://127.0.0.1:{FreePort()}/camera";
        return new FfmpegServer(url, ["-re", "-stream_loop", "-1", "-i", folder["served.avi"], "-c:v", "copy", "-f", "mpjpeg", "-content_type", "multipart/x-mixed-replace;boundary=ffmpeg", "-listen", "1", url]);
    }

    /// <summary>Stays connected in silence.</summary>
    public void Freeze() => Signal(Stop);

    public void Thaw() => Signal(Continue);

    /// <summary>Ends in the middle of its output.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Start()
    {
        ProcessStartInfo start = new("ffmpeg", ["-nostdin", "-loglevel", "quiet", .. arguments]) { RedirectStandardInput = true };
        process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg did not start");
    }

    public void Dispose()
    {
        if (process is not null)
        {
            Kill();
        }
    }

    internal static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Signal(int signal) => Assert.Equal(0, SendSignal(process!.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}

using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A camera or a video behind a URL: RTSP, MJPEG over HTTP, or a video file on a web server.</summary>
internal sealed class NetworkSource : IFrameSource
{
    private const int OpenTimeoutMs = 5000;
    private const int ReadTimeoutMs = 5000;
    private readonly VideoStream stream;

    private NetworkSource(string name, bool isLive, VideoStream stream)
    {
        Name = name;
        IsLive = isLive;
        this.stream = stream;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>False for a video of known length, which waits for its reader.</summary>
    public bool IsLive { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="DeviceException">Nobody answers, or what comes is no video.</exception>
    public static NetworkSource Open(string url)
    {
        string name = WithoutCredentials(url);
        int[] timeouts =
        [
            VideoStream.OpenTimeoutProperty, OpenTimeoutMs,
            VideoStream.ReadTimeoutProperty, ReadTimeoutMs,
        ];
        VideoCapture capture = new(url, VideoCaptureAPIs.FFMPEG, timeouts);
        if (!capture.IsOpened())
        {
            capture.Dispose();
            throw new DeviceException($"{name}: cannot be opened within {OpenTimeoutMs / 1000} s; check the address, that the camera is on, and user name and password");
        }

        // Streams have no frame count; some report a negative or an absurd one.
        double frames = capture.Get(VideoCaptureProperties.FrameCount);
        return new NetworkSource(name, isLive: frames is not (> 0 and < 1e9), new VideoStream(capture));
    }

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken stop)
    {
        if (stream.Read(frame, decodesInGrab: !IsLive))
        {
            return true;
        }

        return stream.Delivered > 0 || stop.IsCancellationRequested
            ? false
            : throw new DeviceException($"{Name}: answers but delivers no picture within {ReadTimeoutMs / 1000} s; check that it sends video");
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static string WithoutCredentials(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int slash = url.IndexOf('/', start);
        int at = url.LastIndexOf('@', slash < 0 ? url.Length - 1 : slash);
        return at < start ? url : url[..start] + url[(at + 1)..];
    }
}

using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A camera of this machine, through Video4Linux.</summary>
internal sealed class CameraSource : IFrameSource
{
    private const int ReadTimeoutMs = 5000;

    // Uncompressed pictures above this size do not fit through USB 2 at 30 frames a second.
    private const int LargestUncompressed = 640 * 480;
    private readonly VideoStream stream;

    private CameraSource(string name, VideoStream stream)
    {
        Name = name;
        this.stream = stream;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <summary>Opens <c>camera:N</c> or <c>/dev/videoN</c>, with <c>width, height, fps, fourcc</c> as options.</summary>
    /// <exception cref="UsageException">An option is wrong.</exception>
    /// <exception cref="DeviceException">The camera is missing, or cannot be opened.</exception>
    public static CameraSource Open(string text)
    {
        SourceAddress address = SourceAddress.Parse(text, "width", "height", "fps", "fourcc");
        string device = DeviceOf(address);
        int? width = address.WholeNumber("width", 1, 16384);
        int? height = address.WholeNumber("height", 1, 16384);
        double? fps = address.Number("fps", 0.1, 1000);
        string? fourcc = address.TextOf("fourcc");
        if (fourcc is not (null or { Length: 4 }))
        {
            throw new UsageException($"source {text}: fourcc is '{fourcc}'; expected four characters, such as MJPG or YUYV");
        }

        if (!File.Exists(device))
        {
            throw new DeviceException($"{device}: there is no such camera; {Cameras.Describe()}");
        }

        VideoCapture capture = new(device, VideoCaptureAPIs.V4L2);
        if (!capture.IsOpened())
        {
            capture.Dispose();
            throw new DeviceException($"{device}: cannot be opened; it may be in use by another program, or you may not be in the group 'video'; {Cameras.Describe()}");
        }

        // The format comes first: the sizes that a camera offers depend on it.
        fourcc ??= width * height > LargestUncompressed ? "MJPG" : null;
        Set(capture, VideoCaptureProperties.FourCC, fourcc is null ? null : FourCC.FromString(fourcc).Value);
        Set(capture, VideoCaptureProperties.FrameWidth, width);
        Set(capture, VideoCaptureProperties.FrameHeight, height);
        Set(capture, VideoCaptureProperties.Fps, fps);
        capture.Set(VideoStream.ReadTimeoutProperty, ReadTimeoutMs);
        return new CameraSource(text, new VideoStream(capture));
    }

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken stop)
    {
        if (stream.Read(frame, decodesInGrab: false))
        {
            return true;
        }

        if (stop.IsCancellationRequested)
        {
            return false;
        }

        throw new DeviceException(stream.Delivered > 0
            ? $"{Name}: stopped delivering after {stream.Delivered} frames; check that the camera is still connected"
            : $"{Name}: opens but delivers no picture within {ReadTimeoutMs / 1000} s; another program may be using it");
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static string DeviceOf(SourceAddress address)
    {
        const string Prefix = "camera:";
        if (!address.Name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return address.Name;
        }

        string number = address.Name[Prefix.Length..];
        return int.TryParse(number, System.Globalization.NumberStyles.None, null, out int n)
            ? $"/dev/video{n}"
            : throw new UsageException($"source {address.Text}: '{number}' is no camera number; expected camera:0, camera:1, …");
    }

    private static void Set(VideoCapture capture, VideoCaptureProperties property, double? value)
    {
        if (value is double wanted)
        {
            capture.Set(property, wanted);
        }
    }
}

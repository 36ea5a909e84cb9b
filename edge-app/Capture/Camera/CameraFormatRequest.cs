using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>The requested camera format; the driver chooses what is null.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Fps">Pictures a second.</param>
/// <param name="Fourcc">Pixel format, four characters.</param>
internal sealed record CameraFormatRequest(int? Width, int? Height, double? Fps, string? Fourcc)
{
    // Larger uncompressed pictures exceed USB 2 at 30 frames a second.
    private const int LargestUncompressed = 640 * 480;

    /// <summary>The source options.</summary>
    public static IReadOnlyList<string> Options { get; } = ["width", "height", "fps", "fourcc"];

    /// <summary>Reads them from an address.</summary>
    /// <exception cref="UsageException">A value has no meaning.</exception>
    public static CameraFormatRequest Parse(SourceAddress address)
    {
        CameraFormatRequest request = new(address.WholeNumber("width", 1, 16384), address.WholeNumber("height", 1, 16384), address.Number("fps", 0.1, 1000), address.TextOf("fourcc")?.ToUpperInvariant());
        if (request.Fourcc is not (null or { Length: 4 }))
        {
            throw new UsageException($"source {address.Text}: fourcc is '{request.Fourcc}'; expected four characters, such as MJPG or YUYV");
        }

        return request.Width is null == request.Height is null
            ? request
            : throw new UsageException($"source {address.Text}: a size needs both, width=… and height=…");
    }

    /// <summary>Sets the requested format. Takes the nearest rate, but rejects another size or pixel format.</summary>
    /// <exception cref="DeviceException">The camera does not support it.</exception>
    public void Negotiate(string source, string device, VideoCapture capture)
    {
        // The pixel format comes first: the available sizes depend on it.
        if ((Fourcc ?? (Width * Height > LargestUncompressed ? "MJPG" : null)) is string fourcc)
        {
            capture.Set(VideoCaptureProperties.FourCC, FourCC.FromString(fourcc).Value);
        }

        if (Width is int width && Height is int height)
        {
            capture.Set(VideoCaptureProperties.FrameWidth, width);
            capture.Set(VideoCaptureProperties.FrameHeight, height);
        }

        if (Fps is double fps)
        {
            capture.Set(VideoCaptureProperties.Fps, fps);
        }

        (string got, int columns, int rows) = (FourccOf(capture), capture.FrameWidth, capture.FrameHeight);
        if ((Fourcc is not null && Fourcc != got) || (Width is not null && (Width, Height) != (columns, rows)))
        {
            string offer = Cameras.Find(device) is CameraInfo camera ? $"; it offers {camera.FormatList}" : "";
            throw new DeviceException($"{source}: the camera gives {got} {columns}×{rows} instead{offer}");
        }
    }

    /// <summary>The pixel format that an open camera delivers.</summary>
    public static string FourccOf(VideoCapture capture) => capture.FourCC;
}

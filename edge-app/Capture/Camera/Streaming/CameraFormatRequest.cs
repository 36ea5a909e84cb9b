namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>The requested camera format; the program chooses what is null.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Fps">Pictures a second.</param>
/// <param name="Fourcc">Pixel format, as <see cref="FourCode"/> prints it.</param>
internal sealed record CameraFormatRequest(int? Width, int? Height, double? Fps, string? Fourcc)
{
    private const int DefaultWidth = 640;
    private const int DefaultHeight = 480;
    private const double DefaultFps = 30;

    /// <summary>The source options.</summary>
    public static IReadOnlyList<string> Options { get; } = ["width", "height", "fps", "fourcc"];

    /// <summary>The size to look for.</summary>
    public (int Width, int Height) Size => (Width ?? DefaultWidth, Height ?? DefaultHeight);

    /// <summary>The rate to look for.</summary>
    public double Rate => Fps ?? DefaultFps;

    /// <summary>Reads them from an address.</summary>
    /// <exception cref="UsageException">A value has no meaning.</exception>
    public static CameraFormatRequest Parse(SourceAddress address)
    {
        string? fourcc = address.TextOf("fourcc");
        uint? code = fourcc is null ? null : CodeOf(fourcc) ?? throw new UsageException($"source {address.Text}: fourcc is '{fourcc}'; expected up to four characters, such as MJPG, YUYV or Y16");
        CameraFormatRequest request = new(address.WholeNumber("width", 1, 16384), address.WholeNumber("height", 1, 16384), address.Number("fps", 0.1, 1000), code is uint known ? FourCode.Print(known) : null);
        return request.Width is null == request.Height is null
            ? request
            : throw new UsageException($"source {address.Text}: a size needs both, width=… and height=…");
    }

    /// <summary>A code as it is printed, or one that this program knows, in any case.</summary>
    private static uint? CodeOf(string text) => FourCode.Parse(text.ToUpperInvariant()) is uint upper && PixelLayout.Find(upper) is not null ? upper : FourCode.Parse(text);
}

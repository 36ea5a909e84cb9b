namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>The format that a driver agreed to (<c>v4l2_pix_format</c>).</summary>
/// <param name="Layout">The pixels.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Line">Bytes a line of the first plane, padding included; 0 for JPEG.</param>
/// <param name="Period">Time between pictures; unknown if the driver tells none.</param>
internal sealed record NegotiatedFormat(PixelLayout Layout, int Width, int Height, long Line, FramePeriod Period)
{
    /// <summary>Least bytes of a whole picture.</summary>
    public long Bytes => Layout.Bytes(Width, Height, Line);

    /// <summary>For messages: <c>YUYV 640×480</c>.</summary>
    public override string ToString() => $"{Layout.Name} {Width}×{Height}";
}

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>How the bytes of a pixel format lie in memory.</summary>
internal enum PixelPacking
{
    /// <summary>One plane.</summary>
    Packed,

    /// <summary>One plane of brightness in two bytes, the high one first.</summary>
    HighByteFirst,

    /// <summary>One plane, of which pairs of pixels share colour (4:2:2).</summary>
    Paired,

    /// <summary>Brightness, then both colours in one plane of half the rows (4:2:0).</summary>
    SemiPlanar,

    /// <summary>Brightness, then two planes of half the rows and half the bytes a line (4:2:0).</summary>
    Planar,

    /// <summary>A JPEG file.</summary>
    Jpeg,
}

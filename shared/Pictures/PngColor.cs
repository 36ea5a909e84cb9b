namespace EdgeResNet.Shared.Pictures;

/// <summary>Colour types of a PNG.</summary>
internal enum PngColor
{
    /// <summary>Grey.</summary>
    Gray = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Indices into a palette.</summary>
    Palette = 3,

    /// <summary>Grey, alpha.</summary>
    GrayAlpha = 4,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba = 6,
}

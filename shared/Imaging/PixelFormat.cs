namespace EdgeResNet.Shared.Imaging;

/// <summary>Order of the bytes of one pixel.</summary>
public enum PixelFormat
{
    /// <summary>One luma byte.</summary>
    Gray8,

    /// <summary>Blue, green, red: OpenCV's order.</summary>
    Bgr24,

    /// <summary>Red, green, blue.</summary>
    Rgb24,

    /// <summary>Blue, green, red, alpha; alpha is ignored.</summary>
    Bgra32,
}

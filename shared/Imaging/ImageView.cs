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

/// <summary>Pixels that belong to somebody else.</summary>
/// <param name="pixels">Rows from top to bottom, <paramref name="stride"/> bytes apart.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="stride">Bytes from one row to the next.</param>
/// <param name="format">Order of the bytes of one pixel.</param>
public readonly ref struct ImageView(ReadOnlySpan<byte> pixels, int width, int height, int stride, PixelFormat format)
{
    /// <summary>Rows from top to bottom, <see cref="Stride"/> bytes apart.</summary>
    public ReadOnlySpan<byte> Pixels { get; } = pixels;

    /// <summary>Columns.</summary>
    public int Width { get; } = width;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>Order of the bytes of one pixel.</summary>
    public PixelFormat Format { get; } = format;
}

/// <summary>A rectangle of pixels.</summary>
public readonly record struct PixelRect(int X, int Y, int Width, int Height);

namespace EdgeResNet.Shared.Imaging;

/// <summary>A view of pixels that another object owns.</summary>
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

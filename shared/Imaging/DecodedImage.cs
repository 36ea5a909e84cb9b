namespace EdgeResNet.Shared.Imaging;

/// <summary>A decoded picture; owns its pixels.</summary>
/// <param name="Pixels">Rows from top to bottom, <paramref name="Stride"/> bytes apart.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Stride">Bytes from one row to the next.</param>
/// <param name="Format"><see cref="PixelFormat.Gray8"/> for pictures without colour, else <see cref="PixelFormat.Bgr24"/>.</param>
public sealed record DecodedImage(byte[] Pixels, int Width, int Height, int Stride, PixelFormat Format)
{
    /// <summary>The sample that stands for white in a file of 16 bits a sample; null for other files.</summary>
    public int? DeepWhite { get; init; }

    /// <summary>The pixels, for the preprocessor.</summary>
    public ImageView View => new(Pixels, Width, Height, Stride, Format);
}

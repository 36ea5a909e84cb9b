using EdgeResNet.Shared.Contract;
using SkiaSharp;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Preprocessed pictures side by side in one bitmap that can be written as PNG.</summary>
internal static class TileBitmap
{
    /// <summary>A black bitmap with room for this many pictures; the caller owns it.</summary>
    public static SKBitmap Create(InputSpec input, int columns = 1, int rows = 1)
    {
        SKColorType type = input.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888;
        SKBitmap bitmap = new(new SKImageInfo(columns * input.Width, rows * input.Height, type, SKAlphaType.Opaque));
        bitmap.Erase(SKColors.Black);
        return bitmap;
    }

    /// <summary>Copies uint8 <c>[H, W, C]</c> so that its pixel (0, 0) lies at (x, y).</summary>
    public static void Paste(SKBitmap bitmap, ReadOnlySpan<byte> tile, InputSpec input, int x = 0, int y = 0)
    {
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int row = 0; row < input.Height; row++)
        {
            ReadOnlySpan<byte> source = tile.Slice(row * input.Width * input.Channels, input.Width * input.Channels);
            Span<byte> target = pixels.Slice(((y + row) * bitmap.RowBytes) + (x * bitmap.BytesPerPixel), input.Width * bitmap.BytesPerPixel);
            if (input.Channels == 1)
            {
                source.CopyTo(target);
                continue;
            }

            for (int column = 0; column < input.Width; column++)
            {
                source.Slice(column * 3, 3).CopyTo(target[(column * 4)..]);
                target[(column * 4) + 3] = byte.MaxValue;
            }
        }
    }
}

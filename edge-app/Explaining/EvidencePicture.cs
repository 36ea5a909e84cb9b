using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Explaining;

/// <summary>Maps as picture files.</summary>
internal static class EvidencePicture
{
    private static readonly SKSamplingOptions smooth = new(SKFilterMode.Linear);

    /// <summary>The map alone as PNG with alpha: to be stretched over the part of the picture that the network sees.</summary>
    public static byte[] Overlay(EvidenceMap map)
    {
        using SKImage image = EvidenceColors.Image(map);
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>A picture under its map, as PNG.</summary>
    public static byte[] Over(DecodedImage picture, EvidenceMap map)
    {
        using SKBitmap bitmap = new(picture.Width, picture.Height, SKColorType.Bgra8888, SKAlphaType.Opaque);
        Fill(bitmap, picture);
        using (SKCanvas canvas = new(bitmap))
        using (SKImage image = EvidenceColors.Image(map))
        {
            canvas.DrawImage(image, new SKRect(map.Seen.X, map.Seen.Y, map.Seen.X + map.Seen.Width, map.Seen.Y + map.Seen.Height), smooth);
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Fill(SKBitmap bitmap, DecodedImage picture)
    {
        int channels = picture.Format == PixelFormat.Gray8 ? 1 : 3;
        Span<byte> target = bitmap.GetPixelSpan();
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                ReadOnlySpan<byte> pixel = picture.Pixels.AsSpan((y * picture.Stride) + (x * channels), channels);
                int place = (y * bitmap.RowBytes) + (4 * x);
                (target[place], target[place + 1], target[place + 2], target[place + 3]) = (pixel[0], pixel[channels / 2], pixel[channels - 1], byte.MaxValue);
            }
        }
    }
}

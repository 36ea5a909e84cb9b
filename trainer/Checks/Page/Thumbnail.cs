using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using SkiaSharp;

namespace EdgeResNet.Trainer.Checks.Page;

/// <summary>Small pictures inside a page.</summary>
internal static class Thumbnail
{
    private const int LongestSide = 96;
    private const int LossyFrom = 48; // smaller ones are as small as PNG, and lose nothing
    private const int Quality = 80;

    /// <summary>A picture as a data URI, shrunk where it is large.</summary>
    /// <exception cref="InputException">It can no longer be read.</exception>
    public static string DataUri(DecodedImage picture)
    {
        double scale = Math.Min(1, (double)LongestSide / Math.Max(picture.Width, picture.Height));
        int width = Math.Max(1, (int)Math.Round(picture.Width * scale));
        int height = Math.Max(1, (int)Math.Round(picture.Height * scale));
        InputSpec spec = new() { Color = "rgb", Width = width, Height = height, Crop = "none", Mean = [0, 0, 0], Std = [1, 1, 1] };
        byte[] pixels = new byte[spec.Bytes];
        new Preprocessor(spec).Run(picture.View, pixels);
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int i = 0; i < width * height; i++)
        {
            pixels.AsSpan(3 * i, 3).CopyTo(target[(4 * i)..]);
            target[(4 * i) + 3] = byte.MaxValue;
        }

        bool lossy = Math.Max(width, height) > LossyFrom;
        using SKData encoded = bitmap.Encode(lossy ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, Quality);
        return $"data:image/{(lossy ? "jpeg" : "png")};base64,{Convert.ToBase64String(encoded.AsSpan())}";
    }
}

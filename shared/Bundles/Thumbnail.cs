using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using SkiaSharp;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Small pictures inside a page.</summary>
internal static class Thumbnail
{
    private const int LongestSide = 96;
    private const int LossyFrom = 48; // smaller ones are as small in PNG, without loss
    private const int LossyQuality = 80;

    /// <summary>The same input, limited to a thumbnail's size on each side.</summary>
    public static InputSpec Shrunk(InputSpec input)
    {
        double scale = Math.Min(1, (double)LongestSide / Math.Max(input.Width, input.Height));
        return input with { Width = Math.Max(1, (int)Math.Round(scale * input.Width)), Height = Math.Max(1, (int)Math.Round(scale * input.Height)) };
    }

    /// <summary>A picture as a data URI; a large one is shrunk and encoded as JPEG.</summary>
    public static string DataUri(DecodedImage picture)
    {
        (byte[] pixels, InputSpec spec) = Small(picture);
        return DataUri(pixels, spec, Math.Max(spec.Width, spec.Height) > LossyFrom);
    }

    /// <summary>A picture, shrunk, as JPEG.</summary>
    public static byte[] Jpeg(DecodedImage picture)
    {
        (byte[] pixels, InputSpec spec) = Small(picture);
        return Encode(pixels, spec, SKEncodedImageFormat.Jpeg);
    }

    /// <summary>A picture of a set, as the network sees it, as JPEG.</summary>
    public static byte[] Jpeg(IImageSet images, int index, InputSpec input)
    {
        InputSpec spec = Shrunk(input);
        byte[] pixels = new byte[spec.Bytes];
        images.Read(index, new Preprocessor(spec), pixels);
        return Encode(pixels, spec, SKEncodedImageFormat.Jpeg);
    }

    /// <summary>Pixels as a data URI.</summary>
    /// <param name="pixels">uint8 <c>[H, W, C]</c>.</param>
    /// <param name="spec">Their size and colour.</param>
    /// <param name="lossy">JPEG instead of PNG.</param>
    public static string DataUri(ReadOnlySpan<byte> pixels, InputSpec spec, bool lossy) =>
        $"data:image/{(lossy ? "jpeg" : "png")};base64,{Convert.ToBase64String(Encode(pixels, spec, lossy ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png))}";

    private static (byte[] Pixels, InputSpec Spec) Small(DecodedImage picture)
    {
        InputSpec spec = Shrunk(new InputSpec { Color = "rgb", Width = picture.Width, Height = picture.Height, Crop = "none", Mean = [0, 0, 0], Std = [1, 1, 1] });
        byte[] pixels = new byte[spec.Bytes];
        new Preprocessor(spec).Run(picture.View, pixels);
        return (pixels, spec);
    }

    private static byte[] Encode(ReadOnlySpan<byte> pixels, InputSpec spec, SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = TileBitmap.Create(spec);
        TileBitmap.Paste(bitmap, pixels, spec);
        using SKData encoded = bitmap.Encode(format, LossyQuality);
        return encoded.ToArray();
    }
}

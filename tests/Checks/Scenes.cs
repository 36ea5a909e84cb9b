using EdgeResNet.Shared.Files;
using SkiaSharp;

namespace EdgeResNet.Tests.Checks;

/// <summary>Picture files of scenes that differ from each other: circles in seeded places and colours, on a bright ground.</summary>
internal static class Scenes
{
    private const int Circles = 12;

    /// <summary>Writes <paramref name="count"/> different scenes into each folder; those of folder i begin with seed 1000 · i.</summary>
    public static void Write(TemporaryFolder root, int count, params string[] folders) => WriteFrom(root, 0, count, folders);

    /// <summary>The same from another seed on.</summary>
    public static void WriteFrom(TemporaryFolder root, int seed, int count, params string[] folders)
    {
        for (int i = 0; i < folders.Length; i++)
        {
            for (int k = 0; k < count; k++)
            {
                Save(root[$"{folders[i]}/{k:D3}.png"], Draw(seed + (i * 1000) + k));
            }
        }
    }

    /// <summary>Draws a scene; the same seed gives the same picture at any size.</summary>
    public static SKBitmap Draw(int seed, int width = 64, int height = 48)
    {
        Random random = new(seed);
        SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKCanvas canvas = new(bitmap);
        canvas.Scale(width / 64f, height / 48f);
        canvas.Clear(new SKColor(200, 200, 200));
        using SKPaint paint = new() { IsAntialias = true };
        for (int i = 0; i < Circles; i++)
        {
            paint.Color = new SKColor((byte)random.Next(220), (byte)random.Next(220), (byte)random.Next(220));
            canvas.DrawCircle(random.Next(64), random.Next(48), random.Next(4, 14), paint);
        }

        return bitmap;
    }

    /// <summary>The picture with all its channels multiplied.</summary>
    public static SKBitmap Brighter(SKBitmap bitmap, double factor)
    {
        SKBitmap copy = bitmap.Copy();
        foreach (ref byte value in copy.GetPixelSpan())
        {
            value = (byte)Math.Min(255, value * factor);
        }

        return copy;
    }

    /// <summary>A picture of one colour.</summary>
    public static SKBitmap Plain(SKColor color, int width = 64, int height = 48)
    {
        SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(color);
        return bitmap;
    }

    /// <summary>Writes a picture as low-quality JPEG or as PNG, by its extension, and disposes of it.</summary>
    public static void Save(string path, SKBitmap bitmap)
    {
        bool jpeg = path.EndsWith(".jpg", StringComparison.Ordinal);
        using SKData data = bitmap.Encode(jpeg ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, jpeg ? 60 : 100);
        AtomicFile.Write(path, data.SaveTo);
        bitmap.Dispose();
    }
}

using EdgeResNet.Shared.Files;
using SkiaSharp;

namespace EdgeResNet.Tests.Teaching;

/// <summary>Folders of seeded drawings: circles, crosses and stripes of any colour, place and size.</summary>
internal static class Shapes
{
    private const int Side = 96;

    public static void Create(string path, int perClass, params string[] classes) => Create(path, perClass, 0, classes);

    public static void Create(string path, int perClass, int seed, params string[] classes)
    {
        foreach (string name in classes)
        {
            Directory.CreateDirectory(Path.Combine(path, name));
            for (int i = 0; i < perClass; i++)
            {
                Draw(Path.Combine(path, name, $"{i}.png"), name, seed + (i * 7) + name.Length);
            }
        }
    }

    public static void Draw(string file, string shape, int seed)
    {
        Random random = new(seed);
        using SKBitmap bitmap = new(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKCanvas canvas = new(bitmap);
        canvas.Clear(new SKColor((uint)random.Next(0x404040) | 0xFF000000));
        using SKPaint paint = new() { Color = new SKColor((uint)(0x808080 + random.Next(0x7F7F7F)) | 0xFF000000), StrokeWidth = 8, IsAntialias = true };
        (float x, float y, float r) = (random.Next(30, Side - 30), random.Next(30, Side - 30), random.Next(15, 28));
        switch (shape)
        {
            case "circle":
                canvas.DrawCircle(x, y, r, paint);
                break;
            case "cross":
                canvas.DrawLine(x - r, y, x + r, y, paint);
                canvas.DrawLine(x, y - r, x, y + r, paint);
                break;
            default:
                for (int line = 0; line < Side; line += 16)
                {
                    canvas.DrawLine(0, line + (x / 8), Side, line + (y / 8), paint);
                }

                break;
        }

        AtomicFile.Write(file, stream => bitmap.Encode(SKEncodedImageFormat.Png, 100).SaveTo(stream));
    }
}

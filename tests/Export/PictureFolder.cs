using EdgeResNet.Shared.Files;
using SkiaSharp;

namespace EdgeResNet.Tests.Export;

/// <summary>A folder data set of seeded coloured noise: <c>train</c> and <c>val</c> with the classes given.</summary>
internal static class PictureFolder
{
    public static void Create(string path, int perClass, params string[] classes)
    {
        Random random = new(1);
        foreach (string split in new[] { "train", "val" })
        {
            foreach (string name in classes)
            {
                string folder = Path.Combine(path, split, name);
                Directory.CreateDirectory(folder);
                for (int i = 0; i < perClass; i++)
                {
                    using SKBitmap bitmap = new(new SKImageInfo(40, 30, SKColorType.Rgba8888, SKAlphaType.Opaque));
                    random.NextBytes(bitmap.GetPixelSpan());
                    using SKCanvas canvas = new(bitmap);
                    canvas.Clear(new SKColor((uint)random.Next() | 0xFF000000));
                    canvas.DrawCircle(random.Next(40), random.Next(30), random.Next(3, 12), new SKPaint { Color = new SKColor((uint)random.Next() | 0xFF000000) });
                    AtomicFile.Write(Path.Combine(folder, $"{i}.png"), stream => bitmap.Encode(SKEncodedImageFormat.Png, 100).SaveTo(stream));
                }
            }
        }
    }
}

using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;
using SkiaSharp;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Test pictures inside a bundle, as one picture. The demo camera shows them, and users can try the model with them.</summary>
internal static class SampleAtlas
{
    /// <summary>Name of the picture.</summary>
    public const string ImagesFile = "images.png";

    /// <summary>Name of its description.</summary>
    public const string LabelsFile = "labels.json";

    private const int Columns = 25;
    private const int MostSamples = 500;
    private const int MostPixels = 4_000_000; // of the whole picture; large inputs get fewer samples

    /// <summary>Writes both files: every class in turn, each from its first picture on.</summary>
    /// <returns>How many pictures were written.</returns>
    public static int Write(string folder, IImageSet images, InputSpec input)
    {
        int limit = Math.Max(Columns, Math.Min(MostSamples, MostPixels / (input.Height * input.Width)));
        int[] chosen = Choose(images, limit);
        int rows = (chosen.Length + Columns - 1) / Columns;
        using SKBitmap atlas = TileBitmap.Create(input, Columns, rows);
        Preprocessor preprocessor = new(input);
        byte[] tile = new byte[input.Bytes];
        for (int i = 0; i < chosen.Length; i++)
        {
            images.Read(chosen[i], preprocessor, tile);
            TileBitmap.Paste(atlas, tile, input, x: i % Columns * input.Width, y: i / Columns * input.Height);
        }

        AtomicFile.Write(Path.Combine(folder, ImagesFile), stream =>
        {
            using SKData png = atlas.Encode(SKEncodedImageFormat.Png, quality: 100);
            png.SaveTo(stream);
        });
        SampleLabels labels = new(Columns, chosen.Length, input.Height, input.Width, [.. chosen.Select(images.Label)]);
        AtomicFile.WriteText(Path.Combine(folder, LabelsFile), JsonSerializer.Serialize(labels, StrictJson.Line) + "\n");
        return chosen.Length;
    }

    private static int[] Choose(IImageSet images, int limit)
    {
        Queue<int>[] byClass = [.. images.Classes.Select(_ => new Queue<int>())];
        for (int i = 0; i < images.Count; i++)
        {
            byClass[images.Label(i)].Enqueue(i);
        }

        List<int> chosen = [];
        int most = Math.Min(limit, images.Count);
        for (int turn = 0; chosen.Count < most; turn++)
        {
            if (byClass[turn % byClass.Length].TryDequeue(out int index))
            {
                chosen.Add(index);
            }
        }

        return [.. chosen];
    }
}

using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture;

/// <summary>A <c>samples/</c> folder for <see cref="Inference.TinyModel"/>: dark and bright tiles in turn, with their true labels.</summary>
internal static class Samples
{
    private const int Columns = 3;
    private const int Count = 7;
    private const int Tile = 28;

    public static string Write(string folder, Func<Dictionary<string, object>, object>? change = null)
    {
        Directory.CreateDirectory(folder);
        using Mat atlas = new(3 * Tile, Columns * Tile, MatType.CV_8UC1, Scalar.Black);
        int[] labels = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            labels[i] = i % 2 == 0 ? 2 : 0;
            using Mat tile = new(atlas, new Rect(i % Columns * Tile, i / Columns * Tile, Tile, Tile));
            tile.SetTo(new Scalar(i % 2 == 0 ? 250 : 40));
        }

        File.WriteAllBytes(Path.Combine(folder, "images.png"), atlas.ImEncode(".png"));
        Dictionary<string, object> index = new() { ["columns"] = Columns, ["count"] = Count, ["height"] = Tile, ["width"] = Tile, ["labels"] = labels };
        StrictJson.Write(Path.Combine(folder, "labels.json"), change is null ? index : change(index));
        return folder;
    }
}

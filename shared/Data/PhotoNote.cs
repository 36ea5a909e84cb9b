using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Warns if a model was made for other pictures: it sees no colour of coloured ones, or a few of many pixels.</summary>
internal static class PhotoNote
{
    private const int Looked = 40;
    private const int Side = 32;
    private const double Colorful = 12; // mean distance of the channels, of 255; a scan of a grey page has less
    private const int ColorfulShare = 4; // one coloured picture of so many; photographs have grey ones among them
    private const int SmallModel = 64;
    private const int LargerSide = 4; // a picture whose shorter side is this many times longer loses its details

    /// <summary>The line, or null where the model suits the pictures.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="pictures">A folder's pictures; 40 of them, evenly spread, are looked at.</param>
    /// <param name="folder">The folder, for the command to use instead.</param>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public static string? Of(string model, InputSpec input, IImageSet pictures, string folder)
    {
        Subset looked = Subset.Spread(pictures, Looked);
        string?[] reasons =
        [
            input.Channels == 1 && ColorfulShare * Enumerable.Range(0, looked.Count).Count(index => IsColorful(looked, index)) >= looked.Count ? "without their colours" : null,
            LosesDetails(input, looked) ? "without their details" : null,
        ];
        string[] lost = [.. reasons.OfType<string>()];
        return lost.Length == 0
            ? null
            : $"note: {model} was made for {(input.Channels == 1 ? "grey " : "")}pictures of {input.Width}×{input.Height} pixels and sees these photographs {string.Join(" and ", lost)}; retraining it on them is hopeless. Begin with a network for photographs: ./edgeresnet teach --data folder:{folder} --out BUNDLE";
    }

    private static bool LosesDetails(InputSpec input, Subset pictures)
    {
        int[] sides = [.. Enumerable.Range(0, pictures.Count).Select(pictures.Size).OfType<(int Width, int Height)>().Select(size => Math.Min(size.Width, size.Height)).Order()];
        int side = Math.Max(input.Width, input.Height);
        return sides.Length > 0 && side <= SmallModel && sides[sides.Length / 2] >= LargerSide * side;
    }

    private static bool IsColorful(Subset pictures, int index)
    {
        byte[] pixels = new byte[3 * Side * Side];
        pictures.Read(index, new Preprocessor(new InputSpec(Crop: "none") { Color = "rgb", Width = Side, Height = Side, Mean = [0, 0, 0], Std = [1, 1, 1] }), pixels);
        long sum = 0;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            sum += Math.Max(pixels[i], Math.Max(pixels[i + 1], pixels[i + 2])) - Math.Min(pixels[i], Math.Min(pixels[i + 1], pixels[i + 2]));
        }

        return sum > Colorful * Side * Side;
    }
}

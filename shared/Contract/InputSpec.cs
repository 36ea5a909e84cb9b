using System.Globalization;

namespace EdgeResNet.Shared.Contract;

/// <summary>The graph's input: raw pixels, and how a picture of any size becomes them.</summary>
/// <remarks>For a missing key, source-generated JSON uses a parameter's default, but not a property's.</remarks>
/// <param name="Resize">See the property.</param>
/// <param name="Crop">See the property.</param>
/// <param name="Margin">See the property.</param>
public sealed record InputSpec(string Resize = "area", string Crop = "center", double Margin = 1)
{
    private const double LargestMargin = 4;

    /// <summary>Name of the graph's input.</summary>
    public string Name { get; init; } = "image";

    /// <summary>Always <c>uint8</c>: normalisation is in the graph.</summary>
    public string Dtype { get; init; } = "uint8";

    /// <summary>Always <c>NHWC</c>.</summary>
    public string Layout { get; init; } = "NHWC";

    /// <summary><c>rgb</c> (three channels) or <c>gray</c> (one, BT.601 luma).</summary>
    public required string Color { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>
    /// How a picture shrinks: <c>area</c> (exact box average) or <c>bilinear</c> (a triangle as wide as the shrink factor on
    /// either side: antialiased as in Pillow and torchvision). Both interpolate linearly when a picture grows.
    /// </summary>
    public string Resize { get; init; } = Resize;

    /// <summary>
    /// <c>center</c> (largest centred rectangle with the input's aspect ratio), <c>none</c> (the whole picture, stretched) or <c>pad</c> (the
    /// whole picture fitted inside, in the middle). <c>pad</c> fills the rest with <see cref="Mean"/>, rounded to bytes: about zero after normalisation.
    /// </summary>
    public string Crop { get; init; } = Crop;

    /// <summary>
    /// Size of the picture relative to the input before its centre is cut out, 1 to 4; above 1 only with crop <c>center</c>.
    /// torchvision's "resize to 256, crop 224" is 256/224, with the same rounding.
    /// </summary>
    public double Margin { get; init; } = Margin;

    /// <summary>Mean of each channel in 0…1, subtracted inside the graph.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Standard deviation of each channel in 0…1, divided by inside the graph.</summary>
    public required IReadOnlyList<double> Std { get; init; }

    /// <summary>Channels: 1 for <c>gray</c>, 3 for <c>rgb</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Channels => Color == "gray" ? 1 : 3;

    /// <summary>Bytes of one image, <c>H·W·C</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Bytes => Height * Width * Channels;

    /// <summary>Checks every field once, where the record enters the program.</summary>
    /// <exception cref="InputException">A field has a value that this build does not know.</exception>
    public void Validate(string what)
    {
        Require(Dtype == "uint8", $"input.dtype is '{Dtype}'; this build knows uint8");
        Require(Layout == "NHWC", $"input.layout is '{Layout}'; this build knows NHWC");
        Require(Color is "rgb" or "gray", $"input.color is '{Color}'; this build knows rgb and gray");
        Require(Resize is "area" or "bilinear", $"input.resize is '{Resize}'; this build knows area and bilinear");
        Require(Crop is "center" or "none" or "pad", $"input.crop is '{Crop}'; this build knows center, none and pad");
        Require(Margin is >= 1 and <= LargestMargin, string.Create(CultureInfo.InvariantCulture, $"input.margin is {Margin}; expected 1 to {LargestMargin}"));
        Require(Margin == 1 || Crop == "center", string.Create(CultureInfo.InvariantCulture, $"input.margin is {Margin} with crop '{Crop}'; a margin is cut off by crop 'center' only: use that, or margin 1"));
        Require(Height is > 0 and <= 4096 && Width is > 0 and <= 4096, $"input is {Width}×{Height}; expected 1 to 4096 pixels a side");
        Require(Mean.Count == Channels && Std.Count == Channels, $"input.mean and input.std must have {Channels} entries for color '{Color}'");
        Require(Std.All(s => s > 0 && double.IsFinite(s)) && Mean.All(double.IsFinite), "input.mean must be finite and input.std positive");

        void Require(bool condition, string reason)
        {
            if (!condition)
            {
                throw new InputException($"{what}: {reason}");
            }
        }
    }
}

namespace EdgeResNet.Shared.Contract;

/// <summary>What the graph expects: raw pixels, and how a picture of any size becomes them.</summary>
public sealed record InputSpec
{
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

    /// <summary>How pixels are resampled: <c>area</c> (exact box average when shrinking, bilinear when enlarging).</summary>
    public string Resize { get; init; } = "area";

    /// <summary><c>center</c> (largest centred rectangle with the input's aspect ratio) or <c>none</c> (stretch).</summary>
    public string Crop { get; init; } = "center";

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
        Require(Resize == "area", $"input.resize is '{Resize}'; this build knows area");
        Require(Crop is "center" or "none", $"input.crop is '{Crop}'; this build knows center and none");
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

using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The compact network of <c>--shrink</c>.</summary>
/// <param name="Arch">Architecture, such as <c>resnet18</c>.</param>
/// <param name="Width">Multiplier of the channel counts.</param>
/// <param name="Size">Pixels a side.</param>
internal sealed record ShrinkSpec(string Arch, double Width, int Size)
{
    /// <summary>The trainer's verb that checks <see cref="Recipe"/>.</summary>
    public const string CheckVerb = "check-recipe";

    /// <summary>The trainer's options for the same network.</summary>
    public string[] Recipe => ["--arch", Arch, "--width", Width.ToString(CultureInfo.InvariantCulture), "--image-size", Size.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Reads <c>ARCH,WIDTH,SIZE</c>; the trainer checks architecture and size.</summary>
    /// <exception cref="UsageException">The text has another form.</exception>
    public static ShrinkSpec Parse(string text)
    {
        string[] parts = text.Split(',');
        return parts.Length == 3
            && parts[0].Length > 0
            && double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double width)
            && width > 0
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && size > 0
                ? new ShrinkSpec(parts[0], width, size)
                : throw new UsageException($"--shrink {text}: expected ARCH,WIDTH,SIZE such as resnet18,0.25,128");
    }
}

/// <summary>A model in the table of <c>--shrink</c>.</summary>
/// <param name="Bundle">Its folder.</param>
/// <param name="Top1">Share of right answers, 0 to 1; null if no picture is common to both.</param>
/// <param name="P50Ms">Median latency of the float32 file on this machine's CPU, in ms.</param>
/// <param name="Bytes">Size of that file.</param>
internal sealed record ModelSize(string Bundle, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Top1, double P50Ms, long Bytes);

/// <summary>Compares a taught model with the compact one that learned from it.</summary>
/// <param name="Pictures">The compared pictures; the compact one learned none of them.</param>
/// <param name="Note">How they were judged.</param>
/// <param name="Taught">The teacher.</param>
/// <param name="Small">The pupil.</param>
internal sealed record ShrinkReport(int Pictures, string Note, ModelSize Taught, ModelSize Small);

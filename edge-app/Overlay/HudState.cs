using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>All that the HUD can say: what runs, and <see cref="Now"/>, which the render loop fills anew for every picture. A sink that needs it later copies what it needs.</summary>
internal sealed class HudState
{
    /// <summary>The bundle's name.</summary>
    public string Model { get; set; } = "";

    /// <summary>The execution provider that really runs.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Which of the bundle's files runs, such as <c>fp32</c>.</summary>
    public string Precision { get; set; } = "";

    /// <summary>SHA-256 of that file, lower-case hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>The source, without credentials.</summary>
    public string Source { get; set; } = "";

    /// <summary>The measure that tells what is known: one of <see cref="UnknownMeasure.Names"/>.</summary>
    public string UnknownBy { get; set; } = UnknownMeasure.Energy;

    /// <summary>What changes from picture to picture.</summary>
    public HudMoment Now = new();

    /// <summary>
    /// Whether a state still waits for what the newest frames say: unknown beside a measure that reaches the threshold, or a label
    /// beside one that does not. Without this word the display would contradict itself.
    /// </summary>
    public static bool IsSettling(ResultState state, double known, double unknownBelow) =>
        double.IsFinite(known) && state != ResultState.Lost && Scores.IsUnknown(known, unknownBelow) != (state == ResultState.Unknown);
}

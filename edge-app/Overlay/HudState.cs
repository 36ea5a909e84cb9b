using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>The HUD state: constant facts, and <see cref="Now"/>, which the render loop refills for every picture. A sink copies what it needs after the call.</summary>
internal sealed class HudState
{
    /// <summary>The bundle's name.</summary>
    public string Model { get; set; } = "";

    /// <summary>The execution provider that runs.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Which of the bundle's files runs, such as <c>fp32</c>.</summary>
    public string Precision { get; set; } = "";

    /// <summary>SHA-256 of that file, lower-case hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>The source, without credentials.</summary>
    public string Source { get; set; } = "";

    /// <summary>Known measure: one of <see cref="UnknownMeasure.Names"/>.</summary>
    public string UnknownBy { get; set; } = UnknownMeasure.Energy;

    /// <summary>The part that changes with each picture.</summary>
    public HudMoment Now = new();

    /// <summary>Whether the state lags behind the newest measure: unknown with a measure above the threshold, or a label with one below. The HUD then says "settling".</summary>
    public static bool IsSettling(ResultState state, double known, double unknownBelow) =>
        double.IsFinite(known) && state != ResultState.Lost && Scores.IsUnknown(known, unknownBelow) != (state == ResultState.Unknown);
}

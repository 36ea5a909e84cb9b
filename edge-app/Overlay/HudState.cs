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

    /// <summary>How much is drawn.</summary>
    public HudDetail Detail { get; set; } = HudDetail.Compact;

    /// <summary>The part that changes with each picture.</summary>
    public HudMoment Now = new();

    /// <summary>Copies what is constant or changes seldom; <see cref="Now"/> stays.</summary>
    public void CopyFactsFrom(HudState other) =>
        (Model, Provider, Precision, Sha256, Source, UnknownBy, Detail) = (other.Model, other.Provider, other.Precision, other.Sha256, other.Source, other.UnknownBy, other.Detail);

    /// <summary>Whether the state lags behind the newest measure: unknown with a measure above the threshold, or a label with one below. The HUD then says "settling".</summary>
    public static bool IsSettling(ResultState state, double known, double unknownBelow) =>
        double.IsFinite(known) && state != ResultState.Lost && Scores.IsUnknown(known, unknownBelow) != (state == ResultState.Unknown);
}

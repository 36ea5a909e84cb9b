using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>The HUD state: constant facts, and <see cref="Now"/>, which the render loop refills for every picture. A sink copies what it needs after the call.</summary>
internal sealed class HudState
{
    /// <summary>The source, without credentials.</summary>
    public string Source { get; set; } = "";

    /// <summary>How much is drawn.</summary>
    public HudDetail Detail { get; set; } = HudDetail.Compact;

    /// <summary>Why the picture has its label, if that is shown; null if not.</summary>
    public Explanation? Explanation { get; set; }

    /// <summary>The part that changes with each picture.</summary>
    public HudMoment Now = new();

    /// <summary>Copies what is constant or changes seldom; <see cref="Now"/> stays.</summary>
    public void CopyFactsFrom(HudState other) => (Source, Detail) = (other.Source, other.Detail);

    /// <summary>Whether the state lags behind the newest measure: unknown with a measure above the threshold, or a label with one below. The HUD then says "settling".</summary>
    public static bool IsSettling(ResultState state, double known, double unknownBelow) =>
        double.IsFinite(known) && state != ResultState.Lost && Scores.IsUnknown(known, unknownBelow) != (state == ResultState.Unknown);
}

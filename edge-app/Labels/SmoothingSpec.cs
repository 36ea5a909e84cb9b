namespace EdgeResNet.EdgeApp.Labels;

/// <summary>Settings of label smoothing; docs/benchmarks-log.md has the measurement behind them. All counts are frames, so the same frames give the same labels at any speed.</summary>
/// <param name="Weight">Weight of the newest frame in the smoothed logits, above 0 up to 1; 1 means no smoothing.</param>
/// <param name="Votes">N: how many of the last <paramref name="Window"/> frames must vote for a class before it is shown.</param>
/// <param name="Window">M.</param>
/// <param name="Margin">
/// A frame votes for another class only if the smoothed logits make it e^margin times as probable as the shown one, if other
/// classes led for <paramref name="PatienceBelow"/> frames, or if the picture repeats the one before.
/// </param>
/// <param name="Band">
/// Half width of the band around the threshold, in standard deviations of the measure (the card's <c>unknown_spread</c>). A
/// known label votes for unknown only below it; unknown votes for a class only above it.
/// </param>
/// <param name="EnergyMargin">Half width of the band for energies of cards without a deviation, in the unit of <paramref name="Margin"/>; the temperature converts it to energy.</param>
/// <param name="Patience">After so many consecutive frames above the threshold, unknown votes for a class inside the band too.</param>
/// <param name="PatienceBelow">After so many consecutive frames below it, a known label votes for unknown inside the band too: a second of most cameras.</param>
internal sealed record SmoothingSpec(double Weight = 0.7, int Votes = 3, int Window = 5, double Margin = 1, double Band = 0.23, double EnergyMargin = 0.5, int Patience = 5, int PatienceBelow = 30)
{
    /// <summary>No smoothing: shows each frame's own answer.</summary>
    public static SmoothingSpec None { get; } = new(1, 1, 1, 0, 0, 0, 1, 1);
}

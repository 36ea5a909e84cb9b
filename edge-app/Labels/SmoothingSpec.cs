namespace EdgeResNet.EdgeApp.Labels;

/// <summary>How calm the label is; see docs/benchmarks-log.md for the measurement that chose these numbers. Everything counts frames, so that the same frames give the same labels at any speed.</summary>
/// <param name="Weight">Share of the newest frame in the smoothed logits, above 0 up to 1; 1 smooths nothing.</param>
/// <param name="Votes">N: so many of the last <paramref name="Window"/> frames must name a class before it is shown.</param>
/// <param name="Window">M.</param>
/// <param name="Margin">A frame votes for another class only when the smoothed logits make that one e^margin times as probable as the one shown.</param>
/// <param name="Band">What is known votes for unknown only this far below the threshold, what is unknown for a class only this far above, in standard deviations of the measure (the card's <c>unknown_spread</c>).</param>
/// <param name="EnergyMargin">The same for energies of cards that keep no deviation; in the unit of <paramref name="Margin"/>, of which the temperature makes energy.</param>
/// <param name="Patience">After so many frames in a row that reach the threshold, what is unknown votes for a class within the band too.</param>
/// <param name="PatienceBelow">After so many in a row that do not, what is known votes for unknown within the band too: a second of most cameras.</param>
internal sealed record SmoothingSpec(double Weight = 0.7, int Votes = 3, int Window = 5, double Margin = 1, double Band = 0.23, double EnergyMargin = 0.5, int Patience = 5, int PatienceBelow = 30)
{
    /// <summary>Shows each frame's own answer.</summary>
    public static SmoothingSpec None { get; } = new(1, 1, 1, 0, 0, 0, 1, 1);
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>
/// Decides which class to show, so that odd frames do not make the label flicker. Logits are smoothed exponentially; each frame
/// votes for a class or for "unknown". The shown class changes when N of the last M frames agree. A picture that does not change
/// always comes to rest: as stable, or as unknown. Allocates nothing after construction.
/// </summary>
internal sealed class LabelSmoother
{
    private const int Unknown = -1;
    private readonly SmoothingSpec spec;
    private readonly double temperature;
    private readonly double band; // around the threshold, in the measure's unit
    private readonly double[] smoothed; // logits
    private readonly float[] last; // logits of the frame before
    private readonly int[] votes; // of the last frames, in a ring
    private long frames; // since the last reset
    private int above; // consecutive frames that reach the threshold
    private int under; // consecutive frames that do not
    private int contested; // consecutive frames with a better class than the shown one
    private bool hasLogits;
    private int shown = Unknown;

    /// <summary>Prepares for the logits and the measure of <paramref name="output"/>.</summary>
    public LabelSmoother(OutputSpec output, SmoothingSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Votes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Window, spec.Votes);
        this.spec = spec;
        temperature = output.Temperature;
        band = BandOf(output, spec);
        smoothed = new double[output.Labels.Count];
        last = new float[output.Labels.Count];
        votes = new int[spec.Window];
    }

    /// <summary>The class to show; while unknown, the last known class, or that of the first frame.</summary>
    public int Shown { get; private set; }

    /// <summary>The smoothed logits.</summary>
    public ReadOnlySpan<double> Smoothed => smoothed;

    /// <summary>Clears history: the next frame is unrelated.</summary>
    public void Reset() => (frames, above, under, contested, hasLogits, shown) = (0, 0, 0, 0, false, Unknown);

    /// <summary>Takes over label and votes of another smoother with the same classes, but no logits: those of another network differ in scale.</summary>
    public void Continue(LabelSmoother other)
    {
        Reset();
        other.votes.AsSpan(0, Math.Min(votes.Length, other.votes.Length)).CopyTo(votes);
        (frames, shown, Shown) = (other.frames, other.shown, other.Shown);
    }

    /// <summary>Takes the next frame.</summary>
    /// <param name="logits">One logit for each class.</param>
    /// <param name="best">The class with the highest logit.</param>
    /// <param name="known">The frame's known measure.</param>
    /// <param name="unknownBelow">Frames with a lower measure are unknown; 0 for never.</param>
    /// <returns><see cref="ResultState.Stable"/> only if the votes, the smoothed logits and this frame agree on the shown class and it is known.</returns>
    public ResultState Update(ReadOnlySpan<float> logits, int best, double known, double unknownBelow)
    {
        bool still = frames > 0 && logits.SequenceEqual(last);
        logits.CopyTo(last);
        bool finite = Smooth(logits, still);
        int vote = VotesUnknown(known, unknownBelow) || !finite ? Unknown : Vote(still);
        votes[frames++ % votes.Length] = vote;
        if (frames == 1 || Count(vote) >= spec.Votes)
        {
            shown = vote; // nothing contradicts the first frame
        }

        Shown = shown != Unknown ? shown : frames == 1 ? best : Shown;
        if (shown == Unknown || !finite)
        {
            return ResultState.Unknown;
        }

        bool agrees = vote == shown && best == shown && !Scores.IsUnknown(known, unknownBelow);
        return agrees && Count(shown) >= Math.Min(spec.Votes, frames) ? ResultState.Stable : ResultState.Changing; // a first frame has no vote against it
    }

    /// <summary>Adds logits to the mean; skips those that are not finite, which would stay forever. Of a still picture they are the mean.</summary>
    private bool Smooth(ReadOnlySpan<float> logits, bool still)
    {
        if (!double.IsFinite(Scores.Energy(logits, 1)))
        {
            return false;
        }

        for (int i = 0; i < smoothed.Length; i++)
        {
            smoothed[i] = hasLogits && !still ? smoothed[i] + (spec.Weight * (logits[i] - smoothed[i])) : logits[i];
        }

        hasLogits = true;
        return true;
    }

    // A card without a spread has energies, or a measure equal for all pictures.
    private static double BandOf(OutputSpec output, SmoothingSpec spec) =>
        output.UnknownSpread is double spread ? spec.Band * spread
        : output.UnknownBy == UnknownMeasure.Energy ? spec.EnergyMargin * output.Temperature
        : 0;

    // A band around the threshold keeps "unknown" from flickering: a frame must cross its far edge to change sides. A picture
    // between threshold and edge would never cross it, hence the patience.
    private bool VotesUnknown(double known, double below)
    {
        bool unknown = Scores.IsUnknown(known, below);
        above = unknown ? 0 : Math.Min(above + 1, spec.Patience);
        under = unknown ? Math.Min(under + 1, spec.PatienceBelow) : 0;
        return frames == 0 || below == 0 || (shown == Unknown ? above >= spec.Patience : under >= spec.PatienceBelow)
            ? unknown
            : !double.IsFinite(known) || known < (shown == Unknown ? below + band : below - band);
    }

    // A picture between two classes would never cross the margin, hence the patience; one that repeats exactly has no noise.
    private int Vote(bool still)
    {
        int best = 0;
        for (int i = 1; i < smoothed.Length; i++)
        {
            best = smoothed[i] > smoothed[best] ? i : best;
        }

        contested = shown == Unknown || best == shown ? 0 : Math.Min(contested + 1, spec.PatienceBelow);
        return shown == Unknown || still || contested >= spec.PatienceBelow || smoothed[best] - smoothed[shown] >= spec.Margin * temperature ? best : shown;
    }

    private int Count(int vote)
    {
        int count = 0;
        int seen = (int)Math.Min(frames, votes.Length);
        for (int i = 0; i < seen; i++)
        {
            count += votes[i] == vote ? 1 : 0;
        }

        return count;
    }
}

using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Decides which class to show, so that odd frames do not make the label flicker: logits are smoothed exponentially, each
/// frame votes for a class or for "unknown", and what is shown changes when N of the last M frames agree.
/// Allocates nothing after its creation.
/// </summary>
internal sealed class LabelSmoother
{
    private const int Unknown = -1;
    private readonly SmoothingSpec spec;
    private readonly double temperature;
    private readonly double[] smoothed; // logits
    private readonly int[] votes; // of the last frames, a ring
    private long frames; // since the last reset
    private bool hasLogits;
    private int shown = Unknown;

    /// <summary>Prepares for <paramref name="classes"/> classes whose logits are divided by <paramref name="temperature"/>.</summary>
    public LabelSmoother(int classes, double temperature, SmoothingSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Votes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Window, spec.Votes);
        this.spec = spec;
        this.temperature = temperature;
        smoothed = new double[classes];
        votes = new int[spec.Window];
    }

    /// <summary>The class to show; while the state is unknown, the last one that was known, or that of the first frame.</summary>
    public int Shown { get; private set; }

    /// <summary>The smoothed logits.</summary>
    public ReadOnlySpan<double> Smoothed => smoothed;

    /// <summary>Forgets what it saw: the next frame is of another world.</summary>
    public void Reset() => (frames, hasLogits, shown) = (0, false, Unknown);

    /// <summary>Takes the next frame.</summary>
    /// <param name="logits">One number a class.</param>
    /// <param name="best">The highest of them.</param>
    /// <param name="energy">Their energy.</param>
    /// <param name="unknownBelow">The energy below which a frame is unknown; 0: never.</param>
    /// <returns><see cref="ResultState.Stable"/> only where the votes, the smoothed logits and this very frame name the class shown and know it.</returns>
    public ResultState Update(ReadOnlySpan<float> logits, int best, double energy, double unknownBelow)
    {
        bool finite = Smooth(logits);
        int vote = !finite || VotesUnknown(energy, unknownBelow) ? Unknown : Vote();
        votes[frames++ % votes.Length] = vote;
        if (frames == 1 || Count(vote) >= spec.Votes)
        {
            shown = vote; // the first frame has nothing to contradict it
        }

        Shown = shown != Unknown ? shown : frames == 1 ? best : Shown;
        if (shown == Unknown || !finite)
        {
            return ResultState.Unknown;
        }

        bool agrees = vote == shown && best == shown && !Scores.IsUnknown(energy, unknownBelow);
        return agrees && Count(shown) >= spec.Votes ? ResultState.Stable : ResultState.Changing;
    }

    /// <summary>Takes logits into the mean; those that are not finite would stay in it for ever and are left out.</summary>
    private bool Smooth(ReadOnlySpan<float> logits)
    {
        if (!double.IsFinite(Scores.Energy(logits, 1)))
        {
            return false;
        }

        for (int i = 0; i < smoothed.Length; i++)
        {
            smoothed[i] = hasLogits ? smoothed[i] + (spec.Weight * (logits[i] - smoothed[i])) : logits[i];
        }

        hasLogits = true;
        return true;
    }

    // Energies about the threshold would make "unknown" flicker: whoever is on one side of it has to cross the other edge of a band.
    private bool VotesUnknown(double energy, double below)
    {
        double band = frames == 0 || below == 0 ? 0 : spec.EnergyMargin * temperature;
        return Scores.IsUnknown(energy, shown == Unknown ? below + band : below - band);
    }

    private int Vote()
    {
        int best = 0;
        for (int i = 1; i < smoothed.Length; i++)
        {
            best = smoothed[i] > smoothed[best] ? i : best;
        }

        return shown == Unknown || smoothed[best] - smoothed[shown] >= spec.Margin * temperature ? best : shown;
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

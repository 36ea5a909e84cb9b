namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Decides which class to show, so that a single odd frame does not make the label flicker.</summary>
/// <param name="unknownBelow">Scores below it are unknown; 0 turns this off.</param>
/// <param name="agreement">So many frames in a row must name a class before it is shown.</param>
internal sealed class StateTracker(double unknownBelow, int agreement = 3)
{
    private int candidate = -1;
    private int agreeing;

    /// <summary>The class to show; that of the first frame until another has been agreed upon.</summary>
    public int Shown { get; private set; } = -1;

    /// <summary>Forgets everything.</summary>
    public void Reset() => (candidate, agreeing, Shown) = (-1, 0, -1);

    /// <summary>Takes the best class of the next frame and its score.</summary>
    public ResultState Update(int best, float score)
    {
        agreeing = best == candidate ? Math.Min(agreeing + 1, agreement) : 1;
        candidate = best;
        if (Shown < 0 || agreeing >= agreement)
        {
            Shown = best;
        }

        if (score < unknownBelow)
        {
            return ResultState.Unknown;
        }

        return agreeing >= agreement ? ResultState.Stable : ResultState.Changing;
    }
}

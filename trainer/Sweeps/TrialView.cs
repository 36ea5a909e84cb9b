namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A trial at one moment.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Rung">Its rung.</param>
/// <param name="Candidate">Its recipe; null while the rung before is not over.</param>
/// <param name="Seed">Place of its seed in the sweep's list, from 0.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="OfEpochs">Epochs of the whole training.</param>
/// <param name="Value">The objective's value: of the result, or the best epoch so far; null before an epoch.</param>
/// <param name="Seconds">Seconds of the epochs' steps.</param>
/// <param name="Result">How it ended; null: it has not.</param>
internal sealed record TrialView(int Number, Rung Rung, Candidate? Candidate, int Seed, TrialState State, int Epochs, int? OfEpochs, double? Value, double Seconds, TrialResult? Result)
{
    /// <summary>Whether it needs no more work.</summary>
    public bool HasEnded => Result is not null;
}

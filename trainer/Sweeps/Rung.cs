namespace EdgeResNet.Trainer.Sweeps;

/// <summary>Trainings of a sweep that are compared with each other: all, or those of one step of successive halving.</summary>
/// <param name="Number">From 1.</param>
/// <param name="First">Number of its first trial, from 1.</param>
/// <param name="Candidates">Number of its recipes.</param>
/// <param name="Seeds">Trainings of each.</param>
/// <param name="Epochs">Epochs of each; null: the recipe's.</param>
internal sealed record Rung(int Number, int First, int Candidates, int Seeds, int? Epochs)
{
    /// <summary>Numbers of its trials: all seeds of the first recipe, then of the second.</summary>
    public IEnumerable<int> Trials => Enumerable.Range(First, Candidates * Seeds);

    /// <summary>The next number.</summary>
    public int End => First + (Candidates * Seeds);
}

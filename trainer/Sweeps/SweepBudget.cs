namespace EdgeResNet.Trainer.Sweeps;

/// <summary>How much a sweep may spend. Each limit that is named holds.</summary>
internal sealed record SweepBudget
{
    /// <summary>Trainings; of successive halving, those of the first rung.</summary>
    public int? Trials { get; init; }

    /// <summary>Epochs of all trainings together.</summary>
    public long? Epochs { get; init; }

    /// <summary>Hours of training, summed over all trainings; when they are used up, no other begins.</summary>
    public double? Hours { get; init; }

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Fault =>
        Trials < 1 ? $"budget.trials is {Trials}; expected 1 or more"
        : Epochs < 1 ? $"budget.epochs is {Epochs}; expected 1 or more"
        : Hours is double hours && !(hours > 0) ? FormattableString.Invariant($"budget.hours is {hours}; expected a positive number")
        : null;
}

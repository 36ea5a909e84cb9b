namespace EdgeResNet.Trainer.Sweeps;

/// <summary>How a trial ended: <c>result.json</c>. A trial without one has not ended.</summary>
internal sealed record TrialResult
{
    /// <summary><see cref="TrialState.Done"/>, <see cref="TrialState.Failed"/> or <see cref="TrialState.Skipped"/>.</summary>
    public required TrialState State { get; init; }

    /// <summary>Validation loss of the kept epoch.</summary>
    public double? ValLoss { get; init; }

    /// <summary>Validation top-1 of the kept epoch, 0 to 1.</summary>
    public double? ValTop1 { get; init; }

    /// <summary>The kept epoch, from 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>Seconds of all its epochs' steps.</summary>
    public double Seconds { get; init; }

    /// <summary>Threads of the arithmetic.</summary>
    public int? Threads { get; init; }

    /// <summary>Why it failed or was left out.</summary>
    public string? Reason { get; init; }
}

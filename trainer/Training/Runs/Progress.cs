namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>State of a run; with the checkpoint's tensors, enough for an exact resume.</summary>
internal sealed record Progress
{
    /// <summary>The current or next epoch, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Finished steps of that epoch.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Finished steps of the whole run.</summary>
    public long Step { get; init; }

    /// <summary>Sum of the epoch's losses, weighted by images.</summary>
    public double LossSum { get; init; }

    /// <summary>Correct images of the epoch.</summary>
    public long Correct { get; init; }

    /// <summary>Images of the epoch.</summary>
    public long Images { get; init; }

    /// <summary>Seconds of the epoch's steps, including input.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of these for reading, augmenting and waiting for pictures.</summary>
    public double InputSeconds { get; init; }

    /// <summary>Skipped steps of the epoch, whose loss or gradient was not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>Steps skipped in a row until now.</summary>
    public int SkippedInRow { get; init; }

    /// <summary>Validation accuracy of the best epoch (<see cref="EpochChoice"/>); −1 before the first.</summary>
    public double BestTop1 { get; init; } = -1;

    /// <summary>The best epoch, from 1; −1 before the first.</summary>
    public int BestEpoch { get; init; } = -1;

    /// <summary>The state at the beginning of the next epoch; <paramref name="bestTop1"/> is the accuracy of the ended epoch if it is the best, else null.</summary>
    public Progress AfterEpoch(double? bestTop1) => new()
    {
        Epoch = Epoch + 1,
        Step = Step,
        SkippedInRow = SkippedInRow,
        BestTop1 = bestTop1 ?? BestTop1,
        BestEpoch = bestTop1 is null ? BestEpoch : Epoch + 1,
    };
}

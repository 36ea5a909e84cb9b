namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Where a run stands; with the tensors of the checkpoint, all that is needed to go on exactly.</summary>
internal sealed record Progress
{
    /// <summary>The epoch that runs or comes next, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps of that epoch that are done.</summary>
    public int StepInEpoch { get; init; }

    /// <summary>Steps done in the whole run.</summary>
    public long Step { get; init; }

    /// <summary>Sum of the epoch's losses times images.</summary>
    public double LossSum { get; init; }

    /// <summary>Correct images of the epoch.</summary>
    public long Correct { get; init; }

    /// <summary>Images of the epoch.</summary>
    public long Images { get; init; }

    /// <summary>Seconds spent on the epoch's steps, input included.</summary>
    public double Seconds { get; init; }

    /// <summary>Those of them that went into reading, augmenting and waiting for pictures.</summary>
    public double InputSeconds { get; init; }

    /// <summary>Steps of the epoch that were skipped, since their loss or gradient was not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>Steps skipped one after the other until now.</summary>
    public int SkippedInRow { get; init; }

    /// <summary>Validation accuracy of the epoch that is kept (<see cref="EpochChoice"/>); −1 before the first.</summary>
    public double BestTop1 { get; init; } = -1;

    /// <summary>That epoch, from 1; −1 before the first.</summary>
    public int BestEpoch { get; init; } = -1;

    /// <summary>Where the next epoch begins; <paramref name="bestTop1"/> is the accuracy of the one that ends if it is kept, else null.</summary>
    public Progress AfterEpoch(double? bestTop1) => new()
    {
        Epoch = Epoch + 1,
        Step = Step,
        SkippedInRow = SkippedInRow,
        BestTop1 = bestTop1 ?? BestTop1,
        BestEpoch = bestTop1 is null ? BestEpoch : Epoch + 1,
    };
}

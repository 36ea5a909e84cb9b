using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>A line of <c>metrics.jsonl</c>.</summary>
internal sealed record EpochMetrics(int Epoch, double TrainLoss, double TrainTop1, double ValLoss, double ValTop1, double Lr, double ImagesPerS, double Seconds)
{
    /// <summary>Share of the time for reading, augmenting and waiting for pictures, 0 to 1.</summary>
    public double InputShare { get; init; }

    /// <summary>Skipped steps, whose loss or gradient was not finite.</summary>
    public int Skipped { get; init; }

    /// <summary>Resident memory at the epoch's end, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>When the epoch ended; absent in runs of earlier builds.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The line of a finished epoch.</summary>
    /// <param name="progress">State of the run after its steps.</param>
    /// <param name="held">Accuracy on the validation set.</param>
    /// <param name="lr">Learning rate of the last step.</param>
    public static EpochMetrics Of(Progress progress, ClassificationMetrics held, double lr) => new(
        progress.Epoch + 1,
        progress.LossSum / progress.Images,
        (double)progress.Correct / progress.Images,
        held.Loss,
        held.Top1,
        lr,
        progress.Images / progress.Seconds,
        progress.Seconds)
    {
        InputShare = progress.InputSeconds / progress.Seconds,
        Skipped = progress.Skipped,
        MemoryBytes = Environment.WorkingSet,
        Time = DateTimeOffset.UtcNow,
    };
}

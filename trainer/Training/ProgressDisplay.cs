using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.Trainer.Training;

/// <summary>Shows a run to whoever watches it.</summary>
internal interface IProgressDisplay
{
    /// <summary>A step is done.</summary>
    void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch);

    /// <summary>An epoch is done and validated.</summary>
    void EpochDone(EpochMetrics metrics, bool best);

    /// <summary>Something to know.</summary>
    void Note(string text);
}

/// <summary>A line an epoch, for pipes, logs and terminals that can do no more.</summary>
internal sealed class LineProgress(TextWriter output) : IProgressDisplay
{
    /// <inheritdoc/>
    public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
    {
    }

    /// <inheritdoc/>
    public void EpochDone(EpochMetrics metrics, bool best) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {metrics.Epoch,3}  train loss {metrics.TrainLoss:F4} top-1 {100 * metrics.TrainTop1:F2} %  val loss {metrics.ValLoss:F4} top-1 {100 * metrics.ValTop1:F2} %{(best ? " *" : "  ")}  lr {metrics.Lr:G3}  {metrics.ImagesPerS:F0} img/s  {metrics.Seconds:F0} s{(metrics.Skipped > 0 ? $"  {metrics.Skipped} steps skipped: loss or gradient not finite" : "")}"));

    /// <inheritdoc/>
    public void Note(string text) => output.WriteLine(text);
}

/// <summary>Time until a run's last step, from the steps that were seen.</summary>
internal sealed class TimeLeft
{
    private long firstStep;
    private long latestStep = long.MaxValue;
    private long started;

    /// <summary>A step is done; a step before the latest one belongs to another run.</summary>
    public void Observe(long step)
    {
        if (step <= latestStep)
        {
            (firstStep, started) = (step, Stopwatch.GetTimestamp()); // the first step warms up and would spoil the estimate
        }

        latestStep = step;
    }

    /// <summary>The estimate, validation included; null before there are two steps.</summary>
    public TimeSpan? Until(long lastStep) => latestStep > firstStep ? Stopwatch.GetElapsedTime(started) / (latestStep - firstStep) * (lastStep - latestStep) : null;
}

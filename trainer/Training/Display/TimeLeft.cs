using System.Diagnostics;

namespace EdgeResNet.Trainer.Training.Display;

/// <summary>Estimates the time until a run's last step.</summary>
internal sealed class TimeLeft
{
    private long firstStep;
    private long latestStep = long.MaxValue;
    private long started;

    /// <summary>Counts a finished step; an earlier step belongs to another run.</summary>
    public void Observe(long step)
    {
        if (step <= latestStep)
        {
            (firstStep, started) = (step, Stopwatch.GetTimestamp()); // the first step is slower and would distort the estimate
        }

        latestStep = step;
    }

    /// <summary>The estimate, including validation; null before two steps.</summary>
    public TimeSpan? Until(long lastStep) => latestStep > firstStep ? Stopwatch.GetElapsedTime(started) / (latestStep - firstStep) * (lastStep - latestStep) : null;
}

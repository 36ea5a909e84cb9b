using System.Diagnostics;

namespace EdgeResNet.Trainer.Training.Display;

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

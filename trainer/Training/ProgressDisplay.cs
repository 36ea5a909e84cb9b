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

/// <summary>A bar that redraws itself on a terminal; a line an epoch when piped.</summary>
internal sealed class ConsoleProgress(TextWriter output, bool interactive) : IProgressDisplay
{
    private const int BarWidth = 24;
    private static readonly TimeSpan redrawInterval = TimeSpan.FromMilliseconds(200);

    private long firstStep = -1;
    private long started;
    private long drawn;
    private int drawnLength;

    /// <inheritdoc/>
    public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
    {
        long now = Stopwatch.GetTimestamp();
        if (firstStep < 0)
        {
            (firstStep, started) = (progress.Step, now); // the first step warms up and would spoil the estimate
        }

        if (!interactive || Stopwatch.GetElapsedTime(drawn, now) < redrawInterval)
        {
            return;
        }

        drawn = now;
        double seconds = Stopwatch.GetElapsedTime(started, now).TotalSeconds;
        double left = progress.Step > firstStep ? seconds / (progress.Step - firstStep) * (lastStep - progress.Step) : 0;
        double rate = progress.Images / Math.Max(progress.Seconds, 1e-9);
        int filled = (int)((long)BarWidth * progress.StepInEpoch / stepsPerEpoch);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {progress.Epoch + 1}/{epochs} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {progress.StepInEpoch}/{stepsPerEpoch}  {rate:F0} img/s  loss {progress.LossSum / progress.Images:F4}  top-1 {100.0 * progress.Correct / progress.Images:F2} %  left {TimeSpan.FromSeconds(left):h\\:mm\\:ss}");
        output.Write("\r" + text.PadRight(drawnLength));
        drawnLength = text.Length;
    }

    /// <inheritdoc/>
    public void EpochDone(EpochMetrics metrics, bool best)
    {
        if (interactive)
        {
            output.Write("\r" + new string(' ', drawnLength) + "\r");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {metrics.Epoch,3}  train loss {metrics.TrainLoss:F4} top-1 {100 * metrics.TrainTop1:F2} %  val loss {metrics.ValLoss:F4} top-1 {100 * metrics.ValTop1:F2} %{(best ? " *" : "  ")}  lr {metrics.Lr:G3}  {metrics.ImagesPerS:F0} img/s  {metrics.Seconds:F0} s{(metrics.Skipped > 0 ? $"  {metrics.Skipped} steps skipped: loss or gradient not finite" : "")}"));
    }

    /// <inheritdoc/>
    public void Note(string text) => output.WriteLine(text);
}

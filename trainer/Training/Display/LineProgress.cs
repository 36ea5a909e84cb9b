using System.Globalization;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Training.Display;

/// <summary>Writes a line per epoch, for pipes, logs and simple terminals.</summary>
internal sealed class LineProgress(TextWriter output) : IProgressDisplay
{
    public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
    {
    }

    public void EpochDone(EpochMetrics metrics, bool best) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {metrics.Epoch,3}  train loss {metrics.TrainLoss:F4} top-1 {100 * metrics.TrainTop1:F2} %  val loss {metrics.ValLoss:F4} top-1 {100 * metrics.ValTop1:F2} %{(best ? " *" : "  ")}  lr {metrics.Lr:G3}  {metrics.ImagesPerS:F0} img/s  {metrics.Seconds:F0} s{(metrics.Skipped > 0 ? $"  {metrics.Skipped} steps skipped: loss or gradient not finite" : "")}"));

    public void Note(string text) => output.WriteLine(text);
}

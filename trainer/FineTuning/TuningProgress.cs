using System.Diagnostics;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.FineTuning;

/// <summary>Writes down each epoch of the trainings, with the time that is left.</summary>
/// <param name="folder">Takes the epochs.</param>
/// <param name="whole">Judges pictures.</param>
/// <param name="epochs">Epochs of all trainings.</param>
/// <param name="estimate">Estimated time of all work, before the first epoch.</param>
internal sealed class TuningProgress(FineTuneFolder folder, WholeNetwork whole, int epochs, TimeSpan estimate)
{
    private readonly long started = Stopwatch.GetTimestamp();
    private int done;

    /// <summary>The listener of a training.</summary>
    /// <param name="judged">Places of the pictures that it does not learn; empty without any.</param>
    public Action<Network, double> Of(int[] judged) => (network, loss) =>
    {
        (double Loss, double Top1)? validation = judged.Length == 0 ? null : whole.Judge(network, judged);
        done++;
        double passed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double left = Math.Max(estimate.TotalSeconds - passed, passed / done * (epochs - done)); // the estimate also knows the work after the last epoch
        folder.Append(new FineTuneProgress(done, epochs, loss, validation?.Loss, validation?.Top1, Math.Round(left, 1)));
    };
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Studies;

/// <summary>The gradient norms at one moment of a training.</summary>
/// <param name="Epoch">Finished epochs; 0 before the first step.</param>
/// <param name="Norms">Norm of each of the network's layers (<see cref="GradientNorms"/>).</param>
internal sealed record GradientRecord(int Epoch, IReadOnlyList<double> Norms);

/// <summary>Measures the gradient of the same training pictures before a run and after each epoch. Its records survive an interruption.</summary>
internal sealed class GradientRecorder : IProgressDisplay, IDisposable
{
    private const string File = "gradients.json";
    private const int Pictures = 256;

    private readonly RunFolder run;
    private readonly IProgressDisplay display;
    private readonly IBatchSource probe;
    private readonly string file;
    private List<GradientRecord> records;

    /// <summary>Records <paramref name="run"/>, which trains on <paramref name="train"/>; forwards all progress to <paramref name="display"/>.</summary>
    public GradientRecorder(RunFolder run, IImageSet train, IProgressDisplay display)
    {
        (this.run, this.display) = (run, display);
        file = Path.Combine(run.Path, File);
        probe = BatchSource.Open(Subset.Spread(train, Pictures), run.Spec.Input, CPU);
        records = System.IO.File.Exists(file) ? StrictJson.Read<List<GradientRecord>>(file) : [AtStart()];
    }

    /// <summary>The records in order of time.</summary>
    public IReadOnlyList<GradientRecord> Records => records;

    public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch) => display.Show(progress, stepsPerEpoch, epochs, lastStep, batch);

    public void EpochDone(EpochMetrics metrics, bool best)
    {
        using (Network network = run.Checkpoints.LoadLast())
        {
            records = [.. records.Where(record => record.Epoch < metrics.Epoch), new GradientRecord(metrics.Epoch, Measure(network))];
        }

        StrictJson.Write(file, records);
        display.EpochDone(metrics, best);
    }

    public void Note(string text) => display.Note(text);

    public void Dispose() => probe.Dispose();

    // The training's own constructor gives its initial weights.
    private GradientRecord AtStart()
    {
        using TrainStep start = new(run.Spec.Recipe, run.Spec.Architecture, run.Spec.Input, CPU);
        return new GradientRecord(0, Measure(start.Network));
    }

    private IReadOnlyList<double> Measure(Network network)
    {
        Batch batch = probe.Batches([.. Enumerable.Range(0, probe.Count)], probe.Count).Single();
        using Tensor images = batch.Images;
        using Tensor labels = batch.Labels;
        return GradientNorms.Measure(network, batch, run.Spec.Input);
    }
}

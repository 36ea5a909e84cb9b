using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Runs;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Export.Bundle;

/// <summary>Makes a bundle from a run's best checkpoint, for <c>train</c> and <c>export</c>.</summary>
internal static class RunExport
{
    /// <summary>Exports a run.</summary>
    /// <param name="run">Has a best checkpoint.</param>
    /// <param name="data">The run's data.</param>
    /// <param name="output">The bundle's folder.</param>
    /// <param name="name">The bundle's name.</param>
    /// <param name="cancellation">Cancels and leaves nothing behind.</param>
    /// <exception cref="InputException">The run has no checkpoint, or the proof failed.</exception>
    public static ExportedBundle Export(RunFolder run, DataSplits data, string output, string name, CancellationToken cancellation)
    {
        using Network network = run.LoadBest(out EpochMetrics? best);
        BundleRequest request = new()
        {
            Name = name,
            Network = network,
            Input = run.Spec.Input,
            Labels = run.Spec.Labels,
            HeldOut = data.Validation,
            Reported = data.Reported,
            Training = new TrainingSpec(
                JsonSerializer.SerializeToElement(run.Spec.Recipe, StrictJson.Line),
                run.Spec.Recipe.Seed,
                run.Spec.Commit,
                run.Spec.Host,
                __version__,
                run.Spec.Parent),
            License = run.Spec.Data.StartsWith("fashion-mnist", StringComparison.Ordinal) ? "MIT" : "not stated: its author decides",
            DataLicense = data.License,
            Selection = best is null ? null : new SelectionSpec(data.Validation.Name, data.Validation.Count, best.Epoch, best.ValTop1),
            Epochs = run.Metrics.Read(),
        };
        return BundleExporter.Export(request, output, cancellation);
    }
}

using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Loop;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>Runs a prepared training up to its bundle and reports.</summary>
internal static class TrainingJob
{
    private const int SmallShare = 16; // pictures; below, batch statistics are noisy (Wu and He, 2018, figure 1)

    /// <summary>Trains a run to its end, exports it (except a trial) and writes its reports. Compares a retrained bundle with its parent.</summary>
    /// <exception cref="InputException">The training diverged, or the proof of the export failed.</exception>
    public static ExitCode Run(RunFolder run, DataSplits data, TrainingContext context)
    {
        RequireShares(run.Spec.Recipe, context.Group);
        context.Group.FromFirst(run.Spec);
        Announce(run.Spec, data, context);
        TrainOutcome outcome = LiveProgress.Show(context.Output, display => TrainLoop.Run(run, data, context.Device, display, context.Stop, context.Group));
        if (outcome.Interrupted)
        {
            context.Output.WriteLine($"stopped after step {outcome.Progress.Step}; continue with: ./edgeresnet {(run.Spec.Parent is null ? "train" : "retrain")} --out {run.Path} --resume");
            return ExitCode.Interrupted;
        }

        if (run.Spec.NoExport is true)
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"best epoch {outcome.Progress.BestEpoch}: validation top-1 {100 * outcome.Progress.BestTop1:F2} %; bundle and accuracy on the test set: ./edgeresnet export --run {run.Path} --out {run.BundleFolder}"));
            return ExitCode.Done;
        }

        ExportedBundle exported = LiveProgress.While(context.Output, "exporting: proof, calibration and accuracy of the file", () => RunExport.Export(run, data, run.BundleFolder, run.Name, context.Stop));
        TrainingSummary summary = Compare(run, data, Summarize(run, data, context.Device, outcome.Progress, exported), context.Stop);
        StrictJson.Write(run.SummaryFile, summary);
        AtomicFile.WriteText(run.ReportFile, TrainingPage.Write(run, data, summary, exported));
        Conclude(run, summary, context.Output);
        return ExitCode.Done;
    }

    /// <summary>The part of a process that is not the first: it takes the run from that one, and writes nothing.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="context">Device, cancellation and processes.</param>
    /// <exception cref="InputException">The data is not usable here, or differs from that of the first process.</exception>
    public static ExitCode Follow(string folder, TrainingContext context)
    {
        RunFolder run = RunFolder.Joined(folder, context.Group.FromFirst<RunSpec>(null));
        (RunFolder current, DataSplits data) = run.OpenData(context.Output.WriteLine, acceptChanges: false, context.Stop);
        TrainOutcome outcome = TrainLoop.Run(current, data, context.Device, new LineProgress(context.Output), context.Stop, context.Group);
        return outcome.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static void RequireShares(Recipe recipe, IProcessGroup group)
    {
        const int smallest = 2; // of a batch norm
        if (recipe.Batch / group.Size < smallest)
        {
            throw new InputException($"batch {recipe.Batch}: divided among {group.Size} processes leaves fewer than {smallest} pictures for one; use a larger --batch or fewer processes");
        }
    }

    private static void Announce(RunSpec spec, DataSplits data, TrainingContext context)
    {
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{spec.Architecture.Name} width {spec.Architecture.Width} on {context.Device}, {spec.Recipe.Precision}, batch {spec.Recipe.Batch}; {data.Train.Name} {data.Train.Count} pictures, {data.Validation.Name} {data.Validation.Count}; {spec.Input.Width}×{spec.Input.Height} {spec.Input.Color}"));
        if (context.Group.Description is string processes)
        {
            context.Output.WriteLine($"{processes}; each takes {Share.Of(spec.Recipe.Batch, context.Group).Count} pictures of a batch");
            if (!spec.Recipe.SyncBn && spec.Recipe.Batch / context.Group.Size < SmallShare)
            {
                context.Output.WriteLine($"note: norms see only the {spec.Recipe.Batch / context.Group.Size} pictures of their process; --sync-bn true shows them the whole batch");
            }
        }

        if (Bfloat16.OnlyCosts(spec.Recipe, Bfloat16.IsFast(context.Device)))
        {
            context.Output.WriteLine($"note: {Bfloat16.SlowHere}; the run continues in it, because it began in it"); // on another machine
        }
    }

    private static TrainingSummary Summarize(RunFolder run, DataSplits data, Device device, Progress progress, ExportedBundle exported)
    {
        IReadOnlyList<EpochMetrics> epochs = run.Metrics.Read();
        double[] rates = [.. epochs.Select(epoch => epoch.ImagesPerS).Order()];
        using Process process = Process.GetCurrentProcess();
        return new TrainingSummary
        {
            Arch = run.Spec.Architecture.Name,
            Params = exported.Card.Parameters,
            Data = run.Spec.Data,
            Epochs = epochs.Count,
            Steps = progress.Step,
            BestEpoch = progress.BestEpoch,
            ValTop1 = progress.BestTop1,
            Dataset = data.Reported.Name,
            Samples = exported.Metrics.Samples,
            Top1 = exported.Metrics.Top1,
            Ece = exported.Metrics.Ece,
            Seconds = epochs.Sum(epoch => epoch.Seconds),
            ImagesPerS = rates[rates.Length / 2],
            SkippedSteps = epochs.Sum(epoch => epoch.Skipped),
            InputShare = epochs.Sum(epoch => epoch.InputShare * epoch.Seconds) / epochs.Sum(epoch => epoch.Seconds),
            PeakMemoryBytes = process.PeakWorkingSet64,
            Device = device.ToString(),
            Threads = get_num_threads(),
            Torch = __version__,
            Host = HostInfo.Collect(typeof(TorchSharp.torch).Assembly),
        };
    }

    private static TrainingSummary Compare(RunFolder run, DataSplits data, TrainingSummary summary, CancellationToken stop)
    {
        if (run.Spec.Parent is null)
        {
            return summary;
        }

        ModelBundle older = ModelBundle.Open(run.ParentFile);
        if (older.Sha256 != run.Spec.Parent.Sha256)
        {
            throw new InputException($"{run.ParentFile}: is not the model that this run began with (SHA-256 {older.Sha256}, expected {run.Spec.Parent.Sha256}); put that file back");
        }

        ModelComparison comparison = ModelComparison.Run(older, ModelBundle.Open(run.BundleFolder), data.Reported, stop);
        Promotion promotion = comparison.Judge(run.Spec.Recipe.MaxRecallDrop, older.Output.Labels.Count);
        return summary with { Comparison = comparison, Promote = promotion.Yes ? "yes" : "no", PromoteReason = promotion.Reason };
    }

    private static void Conclude(RunFolder run, TrainingSummary summary, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"best epoch {summary.BestEpoch}: validation top-1 {100 * summary.ValTop1:F2} %; exported file: top-1 {100 * summary.Top1:F2} % on {summary.Dataset}"));
        if (InputTime.Limit(summary.InputShare) is string limit)
        {
            output.WriteLine(limit);
        }

        Conclude(run.Paths, summary.Comparison, summary.Promote, summary.PromoteReason, output);
    }

    /// <summary>The last lines of a run: the comparison with the old model, if there is one, and where the results are.</summary>
    public static void Conclude(RunPaths run, ModelComparison? comparison, string? promote, string? reason, TextWriter output)
    {
        if (comparison is not null)
        {
            ComparisonTable.Print(comparison, output);
            output.WriteLine($"promote: {promote} ({reason})");
        }

        output.WriteLine($"bundle: {run.Bundle}   report: {run.Report}");
    }
}

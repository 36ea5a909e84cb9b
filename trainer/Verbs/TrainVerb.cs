using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Export;
using EdgeResNet.Trainer.Pretrained;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>train</c>: trains, evaluates, exports.</summary>
internal static class TrainVerb
{
    private const int FolderSize = 224;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string?> data = new("--data") { Description = DataSource.Forms };
        Option<string?> pretrained = new("--pretrained") { Description = "weights to start from: a file, safetensors or PyTorch's .pth, or torchvision:ARCH[@V1|@V2]; layers of another shape start afresh" };
        Option<bool> noExport = new("--no-export") { Description = "train only, for trials: no bundle, and no look at the test set; export --run does both later" };
        RunOptions run = new();
        RecipeOptions recipe = new();
        Command command = run.Command("train", "Train a network, evaluate it and export a bundle.", [data, pretrained, noExport], recipe.All);
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;

        int Run(ParseResult parsed, CancellationToken stop)
        {
            Device target = TorchDevice.Parse(parsed.GetValue(run.Device)!);
            string folder = parsed.GetValue(run.Output)!;
            bool trial = parsed.GetValue(noExport);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(run.Resume))
            {
                run.RefuseBesideResume(command, parsed, noExport);
                RunFolder existing = RunFolder.Open(folder);
                return Train(trial ? existing.AsTrial() : existing, existing.OpenData(), target, output, stop);
            }

            long? steps = run.Steps(parsed);
            string? named = parsed.GetValue(pretrained);
            WantedRecipe asked = recipe.Read(parsed, named is null ? new Recipe() : TransferRecipe.Default);
            string dataText = parsed.GetValue(data) ?? throw new UsageException("train: needs --data");
            if (asked.Recipe.FreezeNorms && named is null)
            {
                throw new InputException("freeze_norms: a fresh network has no statistics worth keeping; start from weights with --pretrained, or leave it out");
            }

            PretrainedSource? weights = named is null ? null : PretrainedName.Resolve(named, asked.Recipe.Arch, asked.Recipe.Width, WeightStore.FromEnvironment, stop);
            if (weights is not null)
            {
                PretrainedWeights.Check(weights.File); // before all data are read
            }

            DataSplits splits = DataSource.Open(dataText, asked.Recipe.Seed, asked.Recipe.ValidationShare);
            if (asked.Recipe.ValidationShare is double share && splits.OwnValidation)
            {
                throw new InputException($"{dataText}: has a validation set of its own, so that no share ({share}) of the training set is held out; leave out validation_share");
            }

            Recipe wanted = Bfloat16.Fit(asked.FittedTo(splits.Train.Count, output), target, output);
            int usual = splits.Size ?? FolderSize;
            InputSpec input = weights?.Input is InputSpec seen && splits.Color == seen.Color
                ? wanted.Applied(seen with { Height = usual, Width = usual }) // what the weights were trained to see
                : PixelStatistics.Measure(splits.Train, wanted.Applied(PixelStatistics.Unmeasured(splits.Color, usual)));
            CropNote.Write(output, splits.Train, input);
            ArchitectureSpec architecture = new(wanted.Arch, wanted.Width, ArchitectureSpec.StemFor(Math.Max(input.Width, input.Height)), splits.Train.Classes.Count);
            if (weights is not null && !recipe.NamesFile(parsed))
            {
                output.WriteLine(TransferRecipe.Describe(wanted));
            }

            RunSpec spec = new(dataText, wanted, architecture, input, splits.Train.Classes, steps, HostInfo.BuildCommit(), RunOptions.DescribeHost(), weights?.File)
            {
                NoExport = trial ? true : null,
                TeacherSha256 = Teacher.Hash(wanted, input, splits.Train.Classes),
            };
            return Train(RunFolder.Create(folder, spec), splits, target, output, stop);
        }
    }

    /// <summary>Trains a run to its end; exports it, unless it is a trial, and writes its reports; compares the bundle of a retraining with its parent.</summary>
    public static int Train(RunFolder run, DataSplits splits, Device device, TextWriter output, CancellationToken stop)
    {
        RunSpec spec = run.Spec;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{spec.Architecture.Name} width {spec.Architecture.Width} on {device}, {spec.Recipe.Precision}, batch {spec.Recipe.Batch}; {splits.Train.Name} {splits.Train.Count} pictures, {splits.Validation.Name} {splits.Validation.Count}; {spec.Input.Width}×{spec.Input.Height} {spec.Input.Color}"));
        if (Bfloat16.OnlyCosts(spec.Recipe, Bfloat16.IsFast(device)))
        {
            output.WriteLine($"note: {Bfloat16.SlowHere}; the run goes on in it, since it began in it"); // on another machine
        }

        TrainOutcome outcome = LiveProgress.Show(output, display => TrainLoop.Run(run, splits, device, display, stop));
        if (outcome.Interrupted)
        {
            output.WriteLine($"stopped after step {outcome.Progress.Step}; go on with: ./edgeresnet {(spec.Parent is null ? "train" : "retrain")} --out {run.Path} --resume");
            return (int)ExitCode.Interrupted;
        }

        if (spec.NoExport is true)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"best epoch {outcome.Progress.BestEpoch}: validation top-1 {100 * outcome.Progress.BestTop1:F2} %; bundle and accuracy on the test set: ./edgeresnet export --run {run.Path} --out {run.BundleFolder}"));
            return (int)ExitCode.Done;
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));
        ExportedBundle exported = LiveProgress.While(output, "exporting: proof, calibration and accuracy of the file", () => RunExport.Export(run, splits, run.BundleFolder, name, stop));
        RunSummary summary = Compare(run, splits, Summarize(run, splits, device, outcome.Progress, exported), stop);
        StrictJson.Write(run.SummaryFile, summary);
        AtomicFile.WriteText(run.ReportFile, ReportPage.Write(run, splits, summary, exported));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"best epoch {summary.BestEpoch}: validation top-1 {100 * summary.ValTop1:F2} %; exported file: top-1 {100 * summary.Top1:F2} % on {summary.Dataset}"));
        if (InputTime.Limit(summary.InputShare) is string limit)
        {
            output.WriteLine(limit);
        }

        if (summary.Comparison is not null)
        {
            ComparisonTable.Print(summary.Comparison, output);
            output.WriteLine($"promote: {summary.Promote} ({summary.PromoteReason})");
        }

        output.WriteLine($"bundle: {run.BundleFolder}   report: {run.ReportFile}");
        return (int)ExitCode.Done;
    }

    private static RunSummary Compare(RunFolder run, DataSplits splits, RunSummary summary, CancellationToken stop)
    {
        if (run.Spec.Parent is null)
        {
            return summary;
        }

        ModelBundle older = ModelBundle.Open(run.ParentFile);
        if (older.Sha256 != run.Spec.Parent.Sha256)
        {
            throw new InputException($"{run.ParentFile}: is another file than the model that this run began with (SHA-256 {older.Sha256}, expected {run.Spec.Parent.Sha256}); put that one back");
        }

        ModelComparison comparison = ModelComparison.Run(older, ModelBundle.Open(run.BundleFolder), splits.Reported, stop);
        Promotion promotion = comparison.Judge(run.Spec.Recipe.MaxRecallDrop, older.Output.Labels.Count);
        return summary with { Comparison = comparison, Promote = promotion.Yes ? "yes" : "no", PromoteReason = promotion.Reason };
    }

    private static RunSummary Summarize(RunFolder run, DataSplits splits, Device device, Progress progress, ExportedBundle exported)
    {
        IReadOnlyList<EpochMetrics> epochs = run.ReadMetrics();
        double[] rates = [.. epochs.Select(epoch => epoch.ImagesPerS).Order()];
        using Process process = Process.GetCurrentProcess();
        return new RunSummary
        {
            Arch = run.Spec.Architecture.Name,
            Params = exported.Card.Parameters,
            Data = run.Spec.Data,
            Epochs = epochs.Count,
            Steps = progress.Step,
            BestEpoch = progress.BestEpoch,
            ValTop1 = progress.BestTop1,
            Dataset = splits.Reported.Name,
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
}

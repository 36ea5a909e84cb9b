using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Measurement;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Export;
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
        Option<string?> arch = new("--arch") { Description = "network, such as resnet18 or densenet-bc-L40-k12 (a wrong name lists all)" };
        Option<string> output = new("--out") { Description = "folder of the run", Required = true };
        Option<string?> recipe = new("--recipe") { Description = "JSON file with a recipe; other options override it" };
        Option<double?> width = new("--width") { Description = "multiplier of the channel counts" };
        Option<int?> imageSize = new("--image-size") { Description = "pixels a side" };
        Option<int?> epochs = new("--epochs") { Description = "passes over the training set" };
        Option<int?> batch = new("--batch") { Description = "images a step" };
        Option<double?> lr = new("--lr") { Description = "peak learning rate" };
        Option<string?> precision = new("--precision") { Description = "fp32 or bf16" };
        Option<string> device = new("--device") { Description = "auto, cpu or cuda[:N]", DefaultValueFactory = _ => "auto" };
        Option<long?> seed = new("--seed") { Description = "seed of everything random" };
        Option<string?> pretrained = new("--pretrained") { Description = "weights to start from, safetensors or PyTorch's .pth; layers of another shape start afresh" };
        Option<bool> resume = new("--resume") { Description = "go on where the run in --out stopped" };
        Option<long?> maxSteps = new("--max-steps") { Description = "stop after this many steps, with the schedule fitted to them" };
        Command command = new("train", "Train a network, evaluate it and export a bundle.")
        {
            data, arch, output, recipe, width, imageSize, epochs, batch, lr, precision, device, seed, pretrained, resume, maxSteps,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;

        int Run(ParseResult parsed, CancellationToken stop)
        {
            Device target = TorchDevice.Parse(parsed.GetValue(device)!);
            string folder = parsed.GetValue(output)!;
            if (parsed.GetValue(resume))
            {
                Option? ignored = command.Options.FirstOrDefault(option => option != output && option != resume && option != device && parsed.GetResult(option) is { Implicit: false });
                RunFolder existing = ignored is null ? RunFolder.Open(folder) : throw new UsageException($"--resume goes on with the run's own settings; leave out {ignored.Name}");
                return Train(existing, existing.OpenData(), target, stop);
            }

            if (parsed.GetValue(maxSteps) < 1)
            {
                throw new UsageException($"--max-steps {parsed.GetValue(maxSteps)}: expected 1 or more");
            }

            string? file = parsed.GetValue(recipe);
            Recipe given = file is null ? new Recipe() : StrictJson.Read<Recipe>(file).Validated(file);
            Recipe wanted = (given with
            {
                Arch = parsed.GetValue(arch) ?? (file is null ? throw new UsageException("train: needs --arch or --recipe") : given.Arch),
                Width = parsed.GetValue(width) ?? given.Width,
                ImageSize = parsed.GetValue(imageSize) ?? given.ImageSize,
                Epochs = parsed.GetValue(epochs) ?? given.Epochs,
                Batch = parsed.GetValue(batch) ?? given.Batch,
                Lr = parsed.GetValue(lr) ?? given.Lr,
                Precision = parsed.GetValue(precision) ?? given.Precision,
                Seed = parsed.GetValue(seed) ?? given.Seed,
            }).Validated(file: null);
            string dataText = parsed.GetValue(data) ?? throw new UsageException("train: needs --data");
            DataSplits splits = DataSource.Open(dataText, wanted.Seed);
            if (file is null && parsed.GetValue(batch) is null)
            {
                wanted = wanted.FittedTo(splits.Train.Count, keepsLr: parsed.GetValue(lr) is not null);
            }

            int size = wanted.ImageSize ?? splits.Size ?? FolderSize;
            ArchitectureSpec architecture = new(wanted.Arch, wanted.Width, ArchitectureSpec.StemFor(size), splits.Train.Classes.Count);
            InputSpec input = PixelStatistics.Measure(splits.Train, splits.Color, size);
            HostInfo host = HostInfo.Collect();
            string machine = $"{host.Cpu}, {host.Cores} cores{(host.Gpu is null ? "" : $", {host.Gpu}")}, {host.Os}";
            RunSpec spec = new(dataText, wanted, architecture, input, splits.Train.Classes, parsed.GetValue(maxSteps), host.Commit, machine, parsed.GetValue(pretrained));
            return Train(RunFolder.Create(folder, spec), splits, target, stop);
        }
    }

    private static int Train(RunFolder run, DataSplits splits, Device device, CancellationToken stop)
    {
        RunSpec spec = run.Spec;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{spec.Architecture.Name} width {spec.Architecture.Width} on {device}, {spec.Recipe.Precision}, batch {spec.Recipe.Batch}; {splits.Train.Name} {splits.Train.Count} pictures, {splits.Validation.Name} {splits.Validation.Count}; {spec.Input.Width}×{spec.Input.Height} {spec.Input.Color}"));
        ConsoleProgress display = new(Console.Out, interactive: !Console.IsOutputRedirected);
        TrainOutcome outcome = TrainLoop.Run(run, splits, device, display, stop);
        if (outcome.Interrupted)
        {
            Console.WriteLine($"stopped after step {outcome.Progress.Step}; go on with: ./edgeresnet train --out {run.Path} --resume");
            return (int)ExitCode.Interrupted;
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));
        (ModelCard card, ClassificationMetrics metrics) = RunExport.Export(run, splits, run.BundleFolder, name, stop);
        RunSummary summary = Summarize(run, splits, device, outcome.Progress, card, metrics);
        StrictJson.Write(run.SummaryFile, summary);
        AtomicFile.WriteText(run.ReportFile, ReportPage.Write(spec, summary, metrics, run.ReadMetrics()));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"best epoch {summary.BestEpoch}: validation top-1 {100 * summary.ValTop1:F2} %; exported file: top-1 {100 * summary.Top1:F2} % on {summary.Dataset}"));
        Console.WriteLine($"bundle: {run.BundleFolder}   report: {run.ReportFile}");
        return (int)ExitCode.Done;
    }

    private static RunSummary Summarize(RunFolder run, DataSplits splits, Device device, Progress progress, ModelCard card, ClassificationMetrics metrics)
    {
        IReadOnlyList<EpochMetrics> epochs = run.ReadMetrics();
        double[] rates = [.. epochs.Select(epoch => epoch.ImagesPerS).Order()];
        using Process process = Process.GetCurrentProcess();
        return new RunSummary
        {
            Arch = run.Spec.Architecture.Name,
            Params = card.Parameters,
            Data = run.Spec.Data,
            Epochs = epochs.Count,
            Steps = progress.Step,
            BestEpoch = progress.BestEpoch,
            ValTop1 = progress.BestTop1,
            Dataset = splits.Reported.Name,
            Samples = metrics.Samples,
            Top1 = metrics.Top1,
            Ece = metrics.Ece,
            Seconds = epochs.Sum(epoch => epoch.Seconds),
            ImagesPerS = rates[rates.Length / 2],
            PeakMemoryBytes = process.PeakWorkingSet64,
            Device = device.ToString(),
            Host = HostInfo.Collect(typeof(TorchSharp.torch).Assembly),
        };
    }
}

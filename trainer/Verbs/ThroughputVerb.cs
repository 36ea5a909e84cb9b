using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Measurement;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using Spectre.Console;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Training speed on synthetic data; the JSON of the contract.</summary>
internal sealed record ThroughputReport(string Arch, long Params, int Batch, string Precision, string Device, int Steps, double MsPerStep, double ImgPerS)
{
    /// <summary>Largest resident memory of the process until the end of the measurement, in bytes; a GPU's memory is not in it.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Where the time goes; null unless it was asked for.</summary>
    public IReadOnlyList<PhaseShare>? Profile { get; init; }
}

/// <summary>A part of a training step.</summary>
/// <param name="Phase"><c>input</c>, <c>forward</c>, <c>backward</c> or <c>optimizer</c>.</param>
/// <param name="Ms">Its median time in milliseconds.</param>
/// <param name="Share">Of the sum of all four, 0 to 1.</param>
internal sealed record PhaseShare(StepPhase Phase, double Ms, double Share);

/// <summary><c>throughput</c>: training speed on synthetic data.</summary>
internal static class ThroughputVerb
{
    private const int WarmupSteps = 3;
    private const int Classes = 10;
    private const int StoredBatches = 4;

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> arch = new("--arch") { Description = "network, such as resnet18 (a wrong name lists all)", Required = true };
        NumberOption<double> width = new("--width") { Description = "multiplier of the channel counts", DefaultValueFactory = _ => 1 };
        Option<int> batch = new("--batch") { Description = "images a step", DefaultValueFactory = _ => 128 };
        Option<int> imageSize = new("--image-size") { Description = "pixels a side", DefaultValueFactory = _ => 28 };
        Option<int> channels = new("--channels") { Description = "1 or 3", DefaultValueFactory = _ => 1 };
        Option<int> steps = new("--steps") { Description = "measured steps", DefaultValueFactory = _ => 10 };
        Option<string> precision = new("--precision") { Description = "fp32 or bf16", DefaultValueFactory = _ => "fp32" };
        Option<string> device = new("--device") { Description = "auto, cpu or cuda[:N]", DefaultValueFactory = _ => "auto" };
        Option<bool> profile = new("--profile") { Description = "also say which share of a step input, forward, backward and optimizer take" };
        Option<string?> json = new("--json") { Description = "write the report to this file" };
        Command command = new("throughput", "Measure training speed on synthetic data.") { arch, width, batch, imageSize, channels, steps, precision, device, profile, json };
        command.SetAction((parsed, stop) =>
        {
            Recipe recipe = new Recipe
            {
                Arch = parsed.GetValue(arch)!,
                Width = parsed.GetValue(width),
                Batch = parsed.GetValue(batch),
                ImageSize = parsed.GetValue(imageSize),
                Precision = parsed.GetValue(precision)!,
            }.Validated(file: null);
            Device target = TorchDevice.Parse(parsed.GetValue(device)!);
            if (Bfloat16.OnlyCosts(recipe, Bfloat16.IsFast(target)))
            {
                Console.Error.WriteLine($"note: {Bfloat16.SlowHere}");
            }

            ThroughputReport report = Measure(recipe, parsed.GetValue(channels), parsed.GetValue(steps), target, parsed.GetValue(profile), stop);
            Show(report);
            if (parsed.GetValue(json) is string file)
            {
                StrictJson.Write(file, report);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>
    /// Runs the steps of training on random images and gives the median time of one, without its input: pictures that are
    /// there already, as peers measure it. With <paramref name="profile"/> each step also gets its pictures as in training.
    /// </summary>
    public static ThroughputReport Measure(Recipe recipe, int channels, int steps, Device device, bool profile, CancellationToken stop)
    {
        if (channels is not (1 or 3) || steps < 1)
        {
            throw new UsageException($"throughput: {channels} channels and {steps} steps; expected 1 or 3 channels and at least 1 step");
        }

        int size = recipe.ImageSize!.Value;
        double[] perChannel = [.. Enumerable.Repeat(0.5, channels)];
        InputSpec input = new() { Color = channels == 1 ? "gray" : "rgb", Height = size, Width = size, Mean = perChannel, Std = perChannel };
        ArchitectureSpec architecture = new(recipe.Arch, recipe.Width, ArchitectureSpec.StemFor(size), Classes);
        using TrainStep state = new(recipe, architecture, input, device);
        using IBatchSource source = BatchSource.Open(new NoiseImages(StoredBatches * recipe.Batch, Classes), input, device);
        StepProfile? phases = profile ? new StepProfile(device) : null;
        double[] times = phases is null ? Time(state, source, recipe, steps, stop) : Profile(state, source, recipe, steps, phases, stop);
        double median = Percentiles.Of(times).P50;
        using Process process = Process.GetCurrentProcess();
        return new ThroughputReport(recipe.Arch, state.Network.ParameterCount, recipe.Batch, recipe.Precision, device.ToString(), steps, median, 1000.0 * recipe.Batch / median)
        {
            PeakMemoryBytes = process.PeakWorkingSet64,
            Profile = phases is null ? null : Shares(phases),
        };
    }

    /// <summary>Times of steps on one batch, in milliseconds.</summary>
    private static double[] Time(TrainStep state, IBatchSource source, Recipe recipe, int steps, CancellationToken stop)
    {
        Batch batch = source.Batches([.. Enumerable.Range(0, recipe.Batch)], recipe.Batch).First();
        using Tensor images = batch.Images;
        using Tensor labels = batch.Labels;
        double[] times = new double[steps];
        for (int step = -WarmupSteps; step < steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            state.Run(batch, step + WarmupSteps, recipe.Lr); // reads the loss, so a GPU has finished all but the update
            if (step >= 0)
            {
                times[step] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return times;
    }

    /// <summary>The same with the input of training before each step, which is no part of the times but of the profile.</summary>
    private static double[] Profile(TrainStep state, IBatchSource source, Recipe recipe, int steps, StepProfile profile, CancellationToken stop)
    {
        StepInput input = new(recipe);
        double[] times = new double[steps];
        for (int step = -WarmupSteps; step < steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using IDisposable scope = NewDisposeScope();
            profile.Begin();
            int[] order = Order.Epoch(source.Count, recipe.Seed, step + WarmupSteps)[..recipe.Batch];
            Batch batch = source.Batches(order, recipe.Batch).Single();
            Batch prepared = input.Prepare(batch, step + WarmupSteps);
            profile.Mark(StepPhase.Input);
            long start = Stopwatch.GetTimestamp();
            state.Run(prepared, step + WarmupSteps, recipe.Lr, profile);
            if (step >= 0)
            {
                times[step] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                profile.End();
            }
        }

        return times;
    }

    private static PhaseShare[] Shares(StepProfile profile)
    {
        StepPhase[] phases = Enum.GetValues<StepPhase>();
        double sum = phases.Sum(profile.Median);
        return [.. phases.Select(phase => new PhaseShare(phase, profile.Median(phase), profile.Median(phase) / sum))];
    }

    private static void Show(ThroughputReport report)
    {
        if (report.Profile is not null)
        {
            Table table = ConsoleTable.Columns("phase of a step", "ms", "share");
            foreach (PhaseShare phase in report.Profile)
            {
                table.AddRow(phase.Phase.ToString().ToLowerInvariant(), ConsoleTable.Number(phase.Ms, "F2"), $"{ConsoleTable.Number(100 * phase.Share, "F1")} %");
            }

            AnsiConsole.Write(table);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Arch}: {report.Params} parameters, batch {report.Batch}, {report.Precision} on {report.Device}: {report.MsPerStep:F1} ms a step (median of {report.Steps}), {report.ImgPerS:F1} images/s; at most {report.PeakMemoryBytes / 1e6:F0} MB resident"));
    }
}

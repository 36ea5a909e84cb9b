using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Loop;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Studies;

/// <summary>
/// Tests whether depth harms plain networks and helps residual ones (He et al., 2016, figures 1 and 6). Trains both kinds at
/// several depths with the same pictures, budget and seeds, and measures errors and gradients.
/// </summary>
internal static class DepthStudy
{
    /// <summary>Results for machines, in the study's folder.</summary>
    public const string ReportFile = "depth.json";

    /// <summary>The results as a picture.</summary>
    public const string PictureFile = "depth.svg";

    private const string ResultFile = "result.json";

    /// <summary>
    /// The common recipe: the paper's learning rate, momentum and weight decay, without augmentation, label smoothing and weight
    /// averaging, which would blur the comparison.
    /// </summary>
    public static Recipe Recipe { get; } = new() { Lr = 0.1, WeightDecay = 1e-4, LabelSmoothing = 0, EmaDecay = 0, PadCrop = 0, Flip = false };

    /// <summary>The networks for some depths, plain and residual in turn.</summary>
    public static IReadOnlyList<string> Networks(IEnumerable<int> depths) => [.. depths.SelectMany(depth => new[] { $"plain{depth}", $"resnet{depth}" })];

    /// <summary>
    /// Runs the trainings that <paramref name="folder"/> lacks, and summarises all. Every training has its own folder in it; an
    /// interrupted one continues.
    /// </summary>
    /// <param name="folder">Folder of the study.</param>
    /// <param name="dataName">Name of the pictures.</param>
    /// <param name="data">Pictures; the test error is measured once, at the end of a training.</param>
    /// <param name="networks">Architectures.</param>
    /// <param name="recipe">The common recipe.</param>
    /// <param name="seeds">Seeds; each gives one training per network.</param>
    /// <param name="device">Training device.</param>
    /// <param name="display">Receives progress.</param>
    /// <param name="stop">Checked after the current step, or batch of an evaluation.</param>
    /// <returns>The report, also written into the folder; null when interrupted.</returns>
    /// <exception cref="InputException">The folder holds trainings with other settings, or a training failed.</exception>
    public static DepthReport? Run(string folder, string dataName, DataSplits data, IReadOnlyList<string> networks, Recipe recipe, IReadOnlyList<long> seeds, Device device, IProgressDisplay display, CancellationToken stop)
    {
        HostInfo host = HostInfo.Collect(typeof(TorchSharp.torch).Assembly);
        InputSpec input = PixelStatistics.Measure(data.Train, data.Color, recipe.ImageSize!.Value);
        List<(DepthRun Run, IReadOnlyList<double> WeightGrowth)> runs = [];
        foreach (long seed in seeds) // outermost, so an unfinished study can be compared
        {
            foreach (string arch in networks)
            {
                ArchitectureSpec architecture = new(arch, recipe.Width, ArchitectureSpec.StemFor(input.Width), data.Train.Classes.Count);
                // A data name that `train --resume` does not accept, because it is not the whole set.
                RunSpec spec = new($"{dataName}, {data.Train.Count} pictures", recipe with { Arch = arch, Seed = seed }, architecture, input, data.Train.Classes, Commit: host.Commit, Host: host.Cpu);
                display.Note($"{arch}, seed {seed}");
                RunFolder run = Open(Path.Combine(folder, $"{arch}-seed{seed}"), spec);
                if (Train(run, data, device, display, stop) is not DepthRun done)
                {
                    return null;
                }

                runs.Add((done, WeightGrowth(run)));
            }
        }

        DepthReport report = new(
            dataName,
            data.Train.Count,
            data.Validation.Count,
            data.Reported.Name,
            data.Reported.Count,
            recipe with { Arch = networks[0], Seed = seeds[0] },
            [.. networks.Select(arch => Summarize([.. runs.Where(each => each.Run.Arch == arch)], new ArchitectureSpec(arch, recipe.Width, ArchitectureSpec.StemFor(input.Width), data.Train.Classes.Count), input))],
            host);
        StrictJson.Write(Path.Combine(folder, ReportFile), report);
        AtomicFile.WriteText(Path.Combine(folder, PictureFile), DepthChart.Draw(report));
        return report;
    }

    private static DepthRun? Train(RunFolder run, DataSplits data, Device device, IProgressDisplay display, CancellationToken stop)
    {
        RunSpec spec = run.Spec;
        string result = Path.Combine(run.Path, ResultFile);
        if (File.Exists(result))
        {
            return StrictJson.Read<DepthRun>(result);
        }

        using GradientRecorder recorder = new(run, data.Train, display);
        if (TrainLoop.Run(run, data, device, recorder, stop).Interrupted)
        {
            return null;
        }

        using Network network = run.Checkpoints.LoadLast();
        double top1;
        try
        {
            using IBatchSource reported = BatchSource.Open(data.Reported, spec.Input, CPU, stop: stop);
            top1 = Validation.Run(network, reported, spec.Input, spec.Labels, stop).Top1;
        }
        catch (OperationCanceledException)
        {
            return null; // finished; the next call begins with this training's end
        }

        DepthRun done = new(spec.Recipe.Arch, spec.Recipe.Seed, run.Metrics.Read(), 1 - top1, recorder.Records);
        StrictJson.Write(result, done);
        return done;
    }

    private static IReadOnlyList<double> WeightGrowth(RunFolder run)
    {
        using TrainStep start = new(run.Spec.Recipe, run.Spec.Architecture, run.Spec.Input, CPU);
        using Network end = run.Checkpoints.LoadLast();
        return [.. GradientNorms.OfWeights(end).Zip(GradientNorms.OfWeights(start.Network), (after, before) => after / before)];
    }

    private static RunFolder Open(string folder, RunSpec spec)
    {
        if (!RunFolder.Exists(folder))
        {
            return RunFolder.Create(folder, spec);
        }

        RunFolder run = RunFolder.Open(folder);
        RunSpec wanted = spec with { Commit = run.Spec.Commit, Host = run.Spec.Host };
        return Text(run.Spec) == Text(wanted)
            ? run
            : throw new InputException($"{folder}: was trained with other settings or data; use the same ones, or choose another --out");
    }

    private static string Text(RunSpec spec) => JsonSerializer.Serialize(spec, StrictJson.Line);

    private static DepthNetwork Summarize(IReadOnlyList<(DepthRun Run, IReadOnlyList<double> WeightGrowth)> trained, ArchitectureSpec architecture, InputSpec input)
    {
        using Network network = Architectures.Create(architecture, input);
        DepthRun[] runs = [.. trained.Select(each => each.Run)];
        return new DepthNetwork(
            architecture.Name,
            network.ParameterCount,
            GradientNorms.Layers(network),
            SeedSpread.Of(runs.Select(run => 1 - run.Epochs[^1].TrainTop1)),
            SeedSpread.Of(runs.Select(run => 1 - run.Epochs[^1].ValTop1)),
            SeedSpread.Of(runs.Select(run => run.TestError)),
            SeedSpread.Of(runs.Select(run => DepthRun.FrontToBack(run.Gradients[0]))),
            SeedSpread.Of(runs.Select(run => DepthRun.FrontToBack(run.Gradients[^1]))),
            [.. Enumerable.Range(0, trained[0].WeightGrowth.Count).Select(layer => Math.Exp(trained.Average(each => Math.Log(each.WeightGrowth[layer]))))],
            runs);
    }
}

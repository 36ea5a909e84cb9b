using System.Diagnostics;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Measurement;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Training.Recipes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Training speed on synthetic data; the JSON of the contract.</summary>
internal sealed record ThroughputReport(string Arch, long Params, int Batch, string Precision, string Device, int Steps, double MsPerStep, double ImgPerS)
{
    /// <summary>Largest resident memory of the process until the end of the measurement, in bytes, without GPU memory.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Processes that share each batch, and the exchange between them; null with one.</summary>
    public ExchangeReport? Exchange { get; init; }

    /// <summary>Time by phase; null unless requested.</summary>
    public IReadOnlyList<PhaseShare>? Profile { get; init; }
}

/// <summary>The exchange of gradients in a step.</summary>
/// <param name="Processes">Number of processes.</param>
/// <param name="Bytes">Bytes of the gradient of a process.</param>
/// <param name="Ms">Median milliseconds of the exchange alone, with all processes ready.</param>
internal sealed record ExchangeReport(int Processes, long Bytes, double Ms);

/// <summary>A part of a training step.</summary>
/// <param name="Phase"><c>input</c>, <c>forward</c>, <c>backward</c> or <c>optimizer</c>.</param>
/// <param name="Ms">Its median time in milliseconds.</param>
/// <param name="Share">Share of the sum of all four, 0 to 1.</param>
internal sealed record PhaseShare(StepPhase Phase, double Ms, double Share);

/// <summary>Measures training speed.</summary>
internal static class Throughput
{
    private const int WarmupSteps = 3;
    private const int Classes = 10;
    private const int StoredBatches = 4;
    private const int Exchanges = 60;

    /// <summary>
    /// Runs training steps on random images and gives the median time of a step without input, as peers measure it. With
    /// <paramref name="profile"/>, each step also prepares its pictures as in training. Each process of a group takes its share of the batch.
    /// </summary>
    public static ThroughputReport Measure(Recipe recipe, int channels, int steps, Device device, bool profile, IProcessGroup group, CancellationToken stop)
    {
        if (channels is not (1 or 3) || steps < 1)
        {
            throw new UsageException($"throughput: {channels} channels and {steps} steps; expected 1 or 3 channels and at least 1 step");
        }

        int size = recipe.ImageSize!.Value;
        double[] perChannel = [.. Enumerable.Repeat(0.5, channels)];
        InputSpec input = new() { Color = channels == 1 ? "gray" : "rgb", Height = size, Width = size, Mean = perChannel, Std = perChannel };
        ArchitectureSpec architecture = new(recipe.Arch, recipe.Width, ArchitectureSpec.StemFor(size), Classes);
        using TrainStep state = new(recipe, architecture, input, device, group: group);
        using IBatchSource source = BatchSource.Open(new NoiseImages(StoredBatches * recipe.Batch, Classes), input, device, stop: stop);
        StepProfile? phases = profile ? new StepProfile(device) : null;
        double[] times = Time(state, source, recipe, steps, phases, Share.Of(recipe.Batch, group), stop);
        double median = Percentiles.Of(times).P50;
        using Process process = Process.GetCurrentProcess();
        return new ThroughputReport(recipe.Arch, state.Network.ParameterCount, recipe.Batch, recipe.Precision, device.ToString(), steps, median, 1000.0 * recipe.Batch / median)
        {
            PeakMemoryBytes = process.PeakWorkingSet64,
            Exchange = group.Size > 1 ? TimeExchange(state, group) : null,
            Profile = phases is null ? null : Shares(phases),
        };
    }

    /// <summary>Times of steps in milliseconds, on one batch. With a profile, each step prepares its own pictures as in training; the times exclude that.</summary>
    private static double[] Time(TrainStep state, IBatchSource source, Recipe recipe, int steps, StepProfile? profile, Share share, CancellationToken stop)
    {
        Batch first = source.Batches([.. Enumerable.Range(share.First, share.Count)], share.Count).First();
        using Tensor images = first.Images;
        using Tensor labels = first.Labels;
        StepInput input = new(recipe, share: share);
        double[] times = new double[steps];
        for (int step = -WarmupSteps; step < steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using IDisposable scope = NewDisposeScope();
            profile?.Begin();
            Batch batch = profile is null ? first : input.Prepare(source.Batches(share.OfRows(Order.Epoch(source.Count, recipe.Seed, step + WarmupSteps).AsSpan(0, recipe.Batch)), share.Count).Single(), step + WarmupSteps);
            profile?.Mark(StepPhase.Input);
            long start = Stopwatch.GetTimestamp();
            state.Run(batch, step + WarmupSteps, recipe.Lr, profile); // reads the loss, so a GPU has finished all except the update
            if (step >= 0)
            {
                times[step] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                profile?.End();
            }
        }

        return times;
    }

    private static ExchangeReport TimeExchange(TrainStep state, IProcessGroup group)
    {
        using Tensor gradient = zeros_like(state.Optimizer.Velocity);
        double[] times = new double[Exchanges];
        for (int i = -WarmupSteps; i < Exchanges; i++)
        {
            group.Any(false); // all are ready
            long start = Stopwatch.GetTimestamp();
            state.Exchange(gradient);
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return new ExchangeReport(group.Size, state.WireBytes, Percentiles.Of(times).P50);
    }

    private static PhaseShare[] Shares(StepProfile profile)
    {
        StepPhase[] phases = Enum.GetValues<StepPhase>();
        double sum = phases.Sum(profile.Median);
        return [.. phases.Select(phase => new PhaseShare(phase, profile.Median(phase), profile.Median(phase) / sum))];
    }
}

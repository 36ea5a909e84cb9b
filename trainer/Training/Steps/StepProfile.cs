using System.Diagnostics;
using EdgeResNet.Shared.Measurement;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Phases of a training step.</summary>
internal enum StepPhase
{
    /// <summary>Picking pictures, augmenting and normalising them.</summary>
    Input,

    /// <summary>From the input to the loss.</summary>
    Forward,

    /// <summary>From the loss to the gradients, and the check that they are finite.</summary>
    Backward,

    /// <summary>New weights and their average.</summary>
    Optimizer,
}

/// <summary>Times the phases of steps. Waits for a GPU after each phase, unlike a run without a profile.</summary>
internal sealed class StepProfile(Device device)
{
    private readonly Dictionary<StepPhase, List<double>> times = Enum.GetValues<StepPhase>().ToDictionary(phase => phase, _ => new List<double>());
    private readonly Dictionary<StepPhase, double> current = [];
    private long last;

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        current.Clear();
        last = Stopwatch.GetTimestamp();
    }

    /// <summary>Adds the time since the last call to <paramref name="phase"/>.</summary>
    public void Mark(StepPhase phase)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }

        long now = Stopwatch.GetTimestamp();
        current[phase] = current.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(last, now).TotalMilliseconds;
        last = now;
    }

    /// <summary>Ends a counted step.</summary>
    public void End()
    {
        foreach ((StepPhase phase, double milliseconds) in current)
        {
            times[phase].Add(milliseconds);
        }
    }

    /// <summary>Median milliseconds of a phase over the counted steps.</summary>
    public double Median(StepPhase phase) => Percentiles.Of(times[phase].ToArray()).P50;
}

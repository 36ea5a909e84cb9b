using System.Diagnostics;
using EdgeResNet.Shared.Measurement;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>What a training step consists of.</summary>
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

/// <summary>Where the time of steps goes. Waits for a GPU at the end of each phase, which a run without a profile does not.</summary>
internal sealed class StepProfile(Device device)
{
    private readonly Dictionary<StepPhase, List<double>> times = Enum.GetValues<StepPhase>().ToDictionary(phase => phase, _ => new List<double>());
    private readonly Dictionary<StepPhase, double> current = [];
    private long last;

    /// <summary>A step begins.</summary>
    public void Begin()
    {
        current.Clear();
        last = Stopwatch.GetTimestamp();
    }

    /// <summary>What was done since the last call belongs to <paramref name="phase"/>.</summary>
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

    /// <summary>The step is done and counts.</summary>
    public void End()
    {
        foreach ((StepPhase phase, double milliseconds) in current)
        {
            times[phase].Add(milliseconds);
        }
    }

    /// <summary>Median milliseconds of a phase over the steps that counted.</summary>
    public double Median(StepPhase phase) => Percentiles.Of(times[phase].ToArray()).P50;
}

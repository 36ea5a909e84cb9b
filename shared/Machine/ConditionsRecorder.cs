namespace EdgeResNet.Shared.Machine;

/// <summary>Watches the machine from creation to <see cref="Finish"/>; call both on the measuring thread.</summary>
public sealed class ConditionsRecorder : IDisposable
{
    private readonly MachineState before;
    private readonly MachineWatch watch;
    private readonly DisturbanceCounters counters;

    /// <summary>Begins; takes milliseconds, or a second with an NVIDIA driver.</summary>
    /// <param name="withGpu">Whether to query NVIDIA's driver during the measurement, for work on the GPU.</param>
    public ConditionsRecorder(bool withGpu)
    {
        before = MachineState.Read();
        watch = new MachineWatch(withGpu && before.Gpus.Count > 0);
        counters = DisturbanceCounters.Now();
    }

    /// <summary>Temperature and clock, twice a second; complete after <see cref="Finish"/>.</summary>
    public ReadOnlySpan<MachineSample> Samples => watch.Samples;

    /// <summary>Ends.</summary>
    public Conditions Finish()
    {
        Disturbance disturbance = DisturbanceCounters.Now().Since(counters);
        watch.Stop();
        MachineState after = MachineState.Read();
        return new Conditions
        {
            Before = before,
            After = after,
            Throttling = Throttling.Reasons(before, after, watch.Samples, watch.GpuSlowdowns),
            Disturbance = disturbance,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => watch.Dispose();
}

namespace EdgeResNet.Shared.Machine;

/// <summary>Watches the machine from its creation to <see cref="Finish"/>, both on the thread that measures.</summary>
public sealed class ConditionsRecorder : IDisposable
{
    private readonly MachineState before;
    private readonly MachineWatch watch;
    private readonly DisturbanceCounters counters;

    /// <summary>Begins; takes milliseconds, or a second where an NVIDIA driver must be asked.</summary>
    /// <param name="withGpu">Ask NVIDIA's driver while measuring too: for whatever runs there.</param>
    public ConditionsRecorder(bool withGpu)
    {
        before = MachineState.Read();
        watch = new MachineWatch(withGpu && before.Gpus.Count > 0);
        counters = DisturbanceCounters.Now();
    }

    /// <summary>Twice a second: temperature and clock; complete after <see cref="Finish"/>.</summary>
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

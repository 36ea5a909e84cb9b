using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Shared.Machine;

/// <summary>The counters behind a <see cref="Disturbance"/> at one moment. The switches are those of the calling thread.</summary>
internal readonly record struct DisturbanceCounters(CpuTimes Machine, TimeSpan Own, long InvoluntarySwitches)
{
    private const double TicksPerSecond = 100; // USER_HZ of every Linux that .NET runs on

    /// <summary>The counters now; zero where the system has none.</summary>
    public static DisturbanceCounters Now() => new(
        File.Exists("/proc/stat") ? CpuTimes.Parse(File.ReadLines("/proc/stat").First()) : default,
        Environment.CpuUsage.TotalTime,
        ThreadSwitches.OfThisThread());

    /// <summary>The difference since <paramref name="before"/>.</summary>
    public Disturbance Since(DisturbanceCounters before)
    {
        double all = Math.Max(Machine.All - before.Machine.All, 1);
        double others = Machine.Busy - before.Machine.Busy - ((Own - before.Own).TotalSeconds * TicksPerSecond);
        return new Disturbance((Machine.Steal - before.Machine.Steal) / all, Math.Clamp(others / all, 0, 1), InvoluntarySwitches - before.InvoluntarySwitches);
    }
}

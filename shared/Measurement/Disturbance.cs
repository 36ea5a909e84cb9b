using System.Globalization;

namespace EdgeResNet.Shared.Measurement;

/// <summary>What others took of the machine during a measurement. It explains high percentiles and does not make a report invalid.</summary>
/// <param name="StolenShare">Share of the processors' time that the hypervisor gave to other machines (proc(5), <c>steal</c>).</param>
/// <param name="OthersShare">Share of the processors' time that other programs of this machine used.</param>
/// <param name="InvoluntarySwitches">How often the thread that runs the network was put aside although it had work to do.</param>
public sealed record Disturbance(double StolenShare, double OthersShare, long InvoluntarySwitches)
{
    /// <summary>The same in words.</summary>
    public string Describe() =>
        FormattableString.Invariant($"others took {100 * OthersShare:0.0} % of the processors, the hypervisor {100 * StolenShare:0.0} %; the thread of the network was put aside {InvoluntarySwitches:N0} times");
}

/// <summary>The counters behind a <see cref="Disturbance"/> at one moment. The switches are those of the thread that asks.</summary>
internal readonly record struct DisturbanceCounters(CpuTimes Machine, TimeSpan Own, long InvoluntarySwitches)
{
    private const double TicksPerSecond = 100; // USER_HZ of every Linux that .NET runs on

    /// <summary>Now; all zero where the system does not say.</summary>
    public static DisturbanceCounters Now() => new(
        File.Exists("/proc/stat") ? CpuTimes.Parse(File.ReadLines("/proc/stat").First()) : default,
        Environment.CpuUsage.TotalTime,
        ThreadSwitches.OfThisThread());

    /// <summary>What happened since <paramref name="before"/>.</summary>
    public Disturbance Since(DisturbanceCounters before)
    {
        double all = Math.Max(Machine.All - before.Machine.All, 1);
        double others = Machine.Busy - before.Machine.Busy - ((Own - before.Own).TotalSeconds * TicksPerSecond);
        return new Disturbance((Machine.Steal - before.Machine.Steal) / all, Math.Clamp(others / all, 0, 1), InvoluntarySwitches - before.InvoluntarySwitches);
    }
}

/// <summary>The first line of <c>/proc/stat</c> (proc(5)), in ticks: what all processors did.</summary>
/// <param name="Busy">Working for programs of this machine or its kernel.</param>
/// <param name="Steal">Taken by the hypervisor.</param>
/// <param name="All">Everything, idling included.</param>
internal readonly record struct CpuTimes(double Busy, double Steal, double All)
{
    /// <summary>cpu user nice system idle iowait irq softirq steal guest guest_nice; guests are in user already.</summary>
    public static CpuTimes Parse(string line)
    {
        double[] ticks = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        return ticks.Length < 8 ? default : new CpuTimes(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[7], ticks[..8].Sum());
    }
}

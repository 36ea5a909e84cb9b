using System.Globalization;

namespace EdgeResNet.Shared.Machine;

/// <summary>The first line of <c>/proc/stat</c> (proc(5)), in ticks: the time of all processors.</summary>
/// <param name="Busy">Time for programs and kernel of this machine.</param>
/// <param name="Steal">Time that the hypervisor took.</param>
/// <param name="All">All time, including idle.</param>
internal readonly record struct CpuTimes(double Busy, double Steal, double All)
{
    /// <summary>cpu user nice system idle iowait irq softirq steal guest guest_nice; guests are in user already.</summary>
    public static CpuTimes Parse(string line)
    {
        double[] ticks = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        return ticks.Length < 8 ? default : new CpuTimes(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], ticks[7], ticks[..8].Sum());
    }
}

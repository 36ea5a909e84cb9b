using System.Globalization;

namespace EdgeResNet.Shared.Machine;

/// <summary>Decides whether the machine was throttled, from states before, during and after a measurement.</summary>
internal static class Throttling
{
    /// <summary>A clock that ends below this share of its start has dropped.</summary>
    public const double ClockDrop = 0.9;

    private const int FewestClocks = 8; // samples for a drop: two per quarter

    /// <summary>The causes in words; empty without any.</summary>
    public static IReadOnlyList<string> Reasons(MachineState before, MachineState after, ReadOnlySpan<MachineSample> samples, IEnumerable<string> gpuSlowdowns)
    {
        List<string> reasons = [];
        foreach ((string name, long count) in after.ThrottleEvents)
        {
            long grown = count - before.ThrottleEvents.GetValueOrDefault(name, count);
            if (grown > 0)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{name} grew by {grown}"));
            }
        }

        foreach (string device in before.Cooling.Keys.Union(after.Cooling.Keys))
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"cooling device {device} slowed it down"));
        }

        AddTripAndClock(reasons, samples);
        reasons.AddRange(gpuSlowdowns);
        return reasons;
    }

    private static void AddTripAndClock(List<string> reasons, ReadOnlySpan<MachineSample> samples)
    {
        double over = double.NegativeInfinity;
        foreach (MachineSample sample in samples)
        {
            over = Math.Max(over, sample.OverTrip);
        }

        if (over >= 0)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"a thermal zone was {over:0.0} °C above its passive trip point"));
        }

        int quarter = samples.Length / 4;
        if (samples.Length < FewestClocks)
        {
            return;
        }

        double first = MeanClock(samples[..quarter]);
        double last = MeanClock(samples[^quarter..]);
        if (last < ClockDrop * first) // false for NaN
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the slowest processor's clock fell from {first:0} to {last:0} MHz"));
        }
    }

    private static double MeanClock(ReadOnlySpan<MachineSample> samples)
    {
        double sum = 0;
        foreach (MachineSample sample in samples)
        {
            sum += sample.Megahertz;
        }

        return sum / samples.Length;
    }
}

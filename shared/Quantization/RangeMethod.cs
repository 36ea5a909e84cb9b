using System.Globalization;

namespace EdgeResNet.Shared.Quantization;

/// <summary>A way to choose the range that 8 bits stand for: a wide one clips nothing, a narrow one has finer steps.</summary>
/// <param name="Name">As cards and reports show it.</param>
/// <param name="Choose">Gives the range of a value from what was seen of it; the last argument is the number of levels that its sizes get.</param>
internal sealed record RangeMethod(string Name, Func<ValueRange, ActivationHistogram, int, ValueRange> Choose)
{
    /// <summary>All methods that are tried; which one is best depends on the network, so that accuracy decides.</summary>
    public static IReadOnlyList<RangeMethod> All { get; } =
    [
        new("min-max", (seen, _, _) => seen),
        Percentile(99.999),
        Percentile(99.99),
        new("entropy", (seen, histogram, levels) => Clip(seen, histogram.Width * EntropyThreshold(histogram.Magnitudes(), levels))),
    ];

    /// <summary>Leaves the given share of the values inside, by size.</summary>
    public static RangeMethod Percentile(double percent) => new(
        $"percentile {percent.ToString(CultureInfo.InvariantCulture)}",
        (seen, histogram, _) => Clip(seen, histogram.Width * PercentileThreshold(histogram.Magnitudes(), percent / 100)));

    /// <summary>The number of bins from zero that hold the given share of all counts.</summary>
    public static int PercentileThreshold(ReadOnlySpan<long> counts, double share)
    {
        long total = 0;
        foreach (long count in counts)
        {
            total += count;
        }

        long inside = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            inside += counts[i];
            if (inside >= share * total)
            {
                return i + 1;
            }
        }

        return counts.Length;
    }

    /// <summary>
    /// The number of bins from zero at which <paramref name="levels"/> levels lose least information: the Kullback-Leibler
    /// divergence of the clipped distribution from its quantised form is smallest (Migacz, "8-bit inference with TensorRT", 2017).
    /// </summary>
    public static int EntropyThreshold(ReadOnlySpan<long> counts, int levels)
    {
        double[] sizes = new double[counts.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = counts[i];
        }

        sizes[0] = sizes[1]; // exact zeros behind a ReLU would drown everything else, and any range represents them exactly
        double outside = sizes.Sum();
        double total = outside;
        int best = sizes.Length;
        double least = double.PositiveInfinity;
        for (int end = 1; end <= sizes.Length; end++)
        {
            outside -= sizes[end - 1];
            if (end < levels)
            {
                continue;
            }

            double divergence = Divergence(sizes.AsSpan(0, end), outside, total, levels);
            if (divergence < least)
            {
                (least, best) = (divergence, end);
            }
        }

        return best;
    }

    /// <summary>Divergence of what clipping makes of a distribution (all that is outside falls into the last bin) from what quantising the inside gives.</summary>
    private static double Divergence(ReadOnlySpan<double> inside, double outside, double total, int levels)
    {
        double kept = total - outside;
        if (kept <= 0)
        {
            return double.PositiveInfinity;
        }

        const double Empty = 1e-9; // what a bin has where the quantised form has nothing
        double divergence = 0;
        for (int level = 0; level < levels; level++)
        {
            int from = (int)((long)level * inside.Length / levels);
            int to = (int)((long)(level + 1) * inside.Length / levels);
            double sum = 0;
            int filled = 0;
            for (int i = from; i < to; i++)
            {
                sum += inside[i];
                filled += inside[i] > 0 ? 1 : 0;
            }

            for (int i = from; i < to; i++)
            {
                double p = (inside[i] + (i == inside.Length - 1 ? outside : 0)) / total;
                double q = inside[i] > 0 ? sum / filled / kept : Empty;
                divergence += p > 0 ? p * Math.Log(p / q) : 0;
            }
        }

        return divergence;
    }

    private static ValueRange Clip(ValueRange seen, float limit) => new(Math.Max(seen.Low, -limit), Math.Min(seen.High, limit));
}

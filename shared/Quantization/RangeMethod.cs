using System.Globalization;

namespace EdgeResNet.Shared.Quantization;

/// <summary>A method to choose the range of 8-bit values: a wide range clips nothing, a narrow one has finer steps.</summary>
/// <param name="Name">Name in cards and reports.</param>
/// <param name="Choose">Gives the range of a value from its statistics; the last argument is the number of levels.</param>
internal sealed record RangeMethod(string Name, Func<ValueRange, ActivationHistogram, int, ValueRange> Choose)
{
    /// <summary>All methods. The best one depends on the network, so accuracy decides.</summary>
    public static IReadOnlyList<RangeMethod> All { get; } =
    [
        new("min-max", (seen, _, _) => seen),
        Percentile(99.999),
        Percentile(99.99),
        new("entropy", (seen, histogram, levels) => Clip(seen, histogram.Width * EntropyThreshold(histogram.Magnitudes(), levels))),
    ];

    /// <summary>Keeps the given share of the values inside, by size.</summary>
    public static RangeMethod Percentile(double percent) => new(
        $"percentile {percent.ToString(CultureInfo.InvariantCulture)}",
        (seen, histogram, _) => Clip(seen, histogram.Width * PercentileThreshold(histogram.Magnitudes(), percent / 100)));

    /// <summary>The number of bins from zero with the given share of all counts.</summary>
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
    /// The best number of bins from zero: smallest Kullback-Leibler divergence between the clipped distribution and its form
    /// with <paramref name="levels"/> (Migacz, "8-bit inference with TensorRT", 2017).
    /// </summary>
    public static int EntropyThreshold(ReadOnlySpan<long> counts, int levels)
    {
        double[] sizes = new double[counts.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = counts[i];
        }

        sizes[0] = sizes[1]; // every range represents exact zeros, which a ReLU makes frequent
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

    /// <summary>Divergence between the clipped distribution (outer values count in the last bin) and the quantised inner part.</summary>
    private static double Divergence(ReadOnlySpan<double> inside, double outside, double total, int levels)
    {
        double kept = total - outside;
        if (kept <= 0)
        {
            return double.PositiveInfinity;
        }

        const double Empty = 1e-9; // probability of a bin that is empty in the quantised form
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

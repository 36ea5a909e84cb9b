namespace EdgeResNet.Shared.Measurement;

/// <summary>A distribution of times in milliseconds. A percentile is the smallest value that at least this share of all values does not exceed (nearest rank, as in MLPerf's load generator).</summary>
public sealed record Percentiles
{
    /// <summary>Smallest.</summary>
    public double Min { get; init; }

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; init; }

    /// <summary>Largest.</summary>
    public double Max { get; init; }

    /// <summary>Standard deviation about <see cref="Mean"/>, divided by the number of values.</summary>
    public double StdDev { get; init; }

    /// <summary>Median.</summary>
    public double P50 { get; init; }

    /// <summary>90 %.</summary>
    public double P90 { get; init; }

    /// <summary>95 %.</summary>
    public double P95 { get; init; }

    /// <summary>97 %.</summary>
    public double P97 { get; init; }

    /// <summary>99 %.</summary>
    public double P99 { get; init; }

    /// <summary>99.9 %.</summary>
    public double P999 { get; init; }

    /// <summary>Sorts <paramref name="values"/> in place and summarises them; all zero if empty.</summary>
    public static Percentiles Of(Span<double> values)
    {
        if (values.IsEmpty)
        {
            return new Percentiles();
        }

        values.Sort();
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return new Percentiles
        {
            Min = values[0],
            Mean = mean,
            Max = values[^1],
            StdDev = Math.Sqrt(squares / values.Length),
            P50 = Rank(values, 500),
            P90 = Rank(values, 900),
            P95 = Rank(values, 950),
            P97 = Rank(values, 970),
            P99 = Rank(values, 990),
            P999 = Rank(values, 999),
        };
    }

    // Integer arithmetic: 0.9 * 10 is not 9 in binary.
    private static double Rank(ReadOnlySpan<double> sorted, long perMille) => sorted[(int)((perMille * sorted.Length + 999) / 1000) - 1];
}

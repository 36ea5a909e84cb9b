namespace EdgeResNet.Trainer.Checks;

/// <summary>Robust location and scale of some values: median, and median absolute deviation from it.</summary>
/// <param name="Median">Of the values.</param>
/// <param name="Deviation">An estimate of the standard deviation: 1.4826 times the median absolute deviation, as for a normal distribution.</param>
internal readonly record struct RobustScale(double Median, double Deviation)
{
    private const double NormalFactor = 1.4826; // 1 / Φ⁻¹(3/4)

    /// <summary>Measures values.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="leastDeviation">Lower limit of the deviation: among equal values, a slightly different one is not an outlier.</param>
    public static RobustScale Of(IReadOnlyList<double> values, double leastDeviation)
    {
        double median = MedianOf(values);
        return new RobustScale(median, Math.Max(leastDeviation, NormalFactor * MedianOf([.. values.Select(value => Math.Abs(value - median))])));
    }

    /// <summary>The modified z-score of a value (Iglewicz and Hoaglin, 1993, who call 3.5 an outlier).</summary>
    public double Z(double value) => (value - Median) / Deviation;

    private static double MedianOf(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

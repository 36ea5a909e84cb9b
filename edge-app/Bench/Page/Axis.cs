using System.Globalization;

namespace EdgeResNet.EdgeApp.Bench.Page;

/// <summary>From values to places on a chart, linear or logarithmic.</summary>
/// <param name="Low">Value at <paramref name="From"/>.</param>
/// <param name="High">Value at <paramref name="To"/>.</param>
/// <param name="From">Place in the chart's units.</param>
/// <param name="To">Place in the chart's units.</param>
/// <param name="Logarithmic">Equal ratios take equal room.</param>
internal sealed record Axis(double Low, double High, double From, double To, bool Logarithmic = false)
{
    /// <summary>Where the largest value is no more than so many times the smallest, logarithms show nothing that a linear axis does not.</summary>
    public const double Narrow = 5;

    private static readonly int[] digits = [1, 2, 5];

    /// <summary>The place of a value.</summary>
    public double At(double value) => From + ((To - From) * (Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low)));

    /// <summary>Round values to write on it: 1, 2 or 5 times a power of ten.</summary>
    public IEnumerable<double> Ticks(int about)
    {
        if (Logarithmic && High > Narrow * Low)
        {
            return from power in Enumerable.Range(-6, 13) from digit in digits let value = digit * Math.Pow(10, power) where value >= Low && value <= High select value;
        }

        double rough = (High - Low) / about;
        double power10 = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power10 * (rough / power10 < 1.5 ? 1 : rough / power10 < 3.5 ? 2 : rough / power10 < 7.5 ? 5 : 10);
        long first = (long)Math.Ceiling(Low / step);
        long last = (long)Math.Floor(High / step);
        return Enumerable.Range(0, (int)Math.Min(last - first + 1, 100)).Select(i => (first + i) * step);
    }

    /// <summary>A value as it is written.</summary>
    public static string Label(double value) => Math.Round(value, 9).ToString("0.######", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace EdgeResNet.Shared.Charts;

/// <summary>A range of values along an axis.</summary>
/// <param name="Low">Where it begins; positive when logarithmic.</param>
/// <param name="High">Where it ends; if not above <paramref name="Low"/>, the axis has length one.</param>
/// <param name="Logarithmic">Whether the axis is logarithmic.</param>
/// <param name="Whole">Whether only whole numbers are labelled.</param>
internal readonly record struct Scale(double Low, double High, bool Logarithmic = false, bool Whole = false)
{
    private const double Narrow = 5; // ratio up to which round values suit a logarithmic axis too
    private const double Wide = 1000; // ratio from which powers of ten are enough
    private static readonly int[] digits = [1, 2, 5, 10];

    private double End => High > Low ? High : Low + 1;

    /// <summary>Whether a logarithmic axis shows more than a linear one.</summary>
    public static bool IsWide(double low, double high) => high > Narrow * low;

    /// <summary>Between the powers of ten around all positive finite values.</summary>
    public static Scale PowersOfTen(IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1)];
        double low = Math.Pow(10, Math.Floor(Math.Log10(positive.Min())));
        return new Scale(low, Math.Max(10 * low, Math.Pow(10, Math.Ceiling(Math.Log10(positive.Max())))), Logarithmic: true);
    }

    /// <summary>Position of a value: 0 at the beginning, 1 at the end.</summary>
    public double Share(double value) => Logarithmic ? Math.Log(value / Low) / Math.Log(End / Low) : (value - Low) / (End - Low);

    /// <summary>The value at a position.</summary>
    public double At(double share) => Logarithmic ? Low * Math.Pow(End / Low, share) : Low + (share * (End - Low));

    /// <summary>Values to label: 1, 2 or 5 times a power of ten.</summary>
    public IEnumerable<double> Ticks(int about)
    {
        (double low, double high) = (Low, End * (1 + 1e-12));
        if (Logarithmic && IsWide(low, high))
        {
            IEnumerable<int> written = high > Wide * low ? digits.Take(1) : digits.Take(3);
            return from power in Enumerable.Range(-12, 25) from digit in written let value = digit * Math.Pow(10, power) where value >= low * (1 - 1e-12) && value <= high select value;
        }

        double rough = (high - low) / about;
        double power10 = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power10 * digits.First(digit => rough / power10 < 1.45 * digit || digit == 10);
        step = Whole ? Math.Max(1, step) : step;
        long first = (long)Math.Ceiling((low / step) - 1e-9);
        return Enumerable.Range(0, (int)((long)Math.Floor((high / step) + 1e-9) - first) + 1).Select(i => (first + i) * step);
    }

    /// <summary>A value as text.</summary>
    public static string Label(double value) => Math.Round(value, 9).ToString("#,0.#########", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A range of numbers that a key is drawn from.</summary>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
/// <param name="Logarithmic">Whether equal ratios are equally likely, instead of equal differences.</param>
/// <param name="Whole">Whether only whole numbers are drawn.</param>
internal readonly record struct SearchRange(double Low, double High, bool Logarithmic, bool Whole)
{
    private const string Digits = "G4"; // of a value: more would only make a recipe unreadable

    /// <summary>The value at a share of the range, 0 to 1; whole numbers are equally likely.</summary>
    public double At(double share)
    {
        (double low, double high) = Whole && !Logarithmic ? (Low - 0.5, High + 0.5) : (Low, High);
        double value = Logarithmic ? low * Math.Pow(high / low, share) : low + (share * (high - low));
        value = Whole ? Math.Round(value, MidpointRounding.AwayFromZero) : double.Parse(value.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(value, Low, High);
    }

    /// <summary>Values at equal distances from end to end; of whole numbers without a number of steps, all.</summary>
    public IReadOnlyList<double> Points(int? steps)
    {
        SearchRange range = this;
        int count = steps ?? (int)(High - Low + 1);
        return Whole && steps is null
            ? [.. Enumerable.Range(0, count).Select(i => range.Low + i)]
            : [.. Enumerable.Range(0, count).Select(i => (range with { Whole = false }).At(count == 1 ? 0 : (double)i / (count - 1))).Select(value => range.Whole ? Math.Round(value) : value).Distinct()];
    }
}

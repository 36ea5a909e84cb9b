namespace EdgeResNet.Shared.Quantization;

/// <summary>Histogram of a value: <see cref="Bins"/> equal bins on each side of zero, up to a known largest size.</summary>
internal sealed class ActivationHistogram(float largest)
{
    /// <summary>Bins on each side of zero.</summary>
    public const int Bins = 2048;

    private readonly long[] counts = new long[2 * Bins]; // the bins of −largest to 0, then those of 0 to largest
    private readonly float perUnit = largest > 0 ? Bins / largest : 0;

    /// <summary>The upper end of the last bin; the lower end of the first is its negative.</summary>
    public float Largest => largest;

    /// <summary>Width of a bin.</summary>
    public float Width => largest / Bins;

    /// <summary>Counts of the bins from −<see cref="Largest"/> to <see cref="Largest"/>, <c>[2 · Bins]</c>.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <summary>Counts numbers; larger ones than expected go to the last bins.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            int bin = Bins + (int)MathF.Floor(value * perUnit);
            counts[Math.Clamp(bin, 0, counts.Length - 1)]++;
        }
    }

    /// <summary>Counts by absolute size, <c>[Bins]</c>.</summary>
    public long[] Magnitudes()
    {
        long[] magnitudes = new long[Bins];
        for (int i = 0; i < Bins; i++)
        {
            magnitudes[i] = counts[Bins + i] + counts[Bins - 1 - i];
        }

        return magnitudes;
    }
}

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// How the pixels of one axis become those of the output: output <c>i</c> is the sum of <c>Counts[i]</c> source pixels
/// from <c>Starts[i]</c> on, times <c>Weights[i * MaximumCount …]</c>. The weights of one output add up to one.
/// </summary>
internal sealed class AxisWeights(int outputs)
{
    private float[] weights = [];

    /// <summary>Source pixels of the geometry prepared.</summary>
    public int Sources { get; private set; }

    /// <summary>Most source pixels that one output needs.</summary>
    public int MaximumCount { get; private set; }

    /// <summary>First source pixel of each output.</summary>
    public int[] Starts { get; } = new int[outputs];

    /// <summary>Number of source pixels of each output.</summary>
    public int[] Counts { get; } = new int[outputs];

    /// <summary>Weights of output <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> Of(int index) => weights.AsSpan(index * MaximumCount, Counts[index]);

    /// <summary>Computes the table for <paramref name="sources"/> pixels; does nothing when it is there already.</summary>
    public void Prepare(int sources)
    {
        if (sources == Sources)
        {
            return;
        }

        Sources = sources;
        double scale = (double)sources / outputs;
        MaximumCount = scale > 1 ? (int)Math.Ceiling(scale) + 1 : 2;
        if (weights.Length < outputs * MaximumCount)
        {
            weights = new float[outputs * MaximumCount];
        }

        for (int i = 0; i < outputs; i++)
        {
            Span<float> row = weights.AsSpan(i * MaximumCount, MaximumCount);
            if (scale > 1)
            {
                Box(i, row);
            }
            else
            {
                Linear(i, scale, row);
            }
        }
    }

    /// <summary>The output pixel covers <c>[i·sources/outputs, (i+1)·sources/outputs)</c>; integers, so that no sliver of a pixel comes from rounding.</summary>
    private void Box(int i, Span<float> row)
    {
        long from = (long)i * Sources; // in units of 1/outputs of a source pixel
        long to = from + Sources;
        int start = (int)(from / outputs);
        int end = (int)((to + outputs - 1) / outputs);
        (Starts[i], Counts[i]) = (start, end - start);
        for (int s = start; s < end; s++)
        {
            long covered = Math.Min(to, (s + 1L) * outputs) - Math.Max(from, (long)s * outputs);
            row[s - start] = (float)((double)covered / Sources);
        }
    }

    /// <summary>Between the two nearest pixel centres; beyond the outer ones, the outer pixel.</summary>
    private void Linear(int i, double scale, Span<float> row)
    {
        double position = Math.Clamp(((i + 0.5) * scale) - 0.5, 0, Sources - 1);
        int start = (int)position;
        double fraction = position - start;
        Starts[i] = start;
        Counts[i] = fraction == 0 ? 1 : 2;
        row[0] = (float)(1 - fraction);
        row[1] = (float)fraction;
    }
}

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// Resampling weights of one axis. Output <c>i</c> is the sum of <c>Counts[i]</c> source pixels
/// from <c>First + Starts[i]</c> on, times <c>Weights[i * MaximumCount …]</c>. The weights of one output add up to one.
/// </summary>
/// <param name="outputs">Largest number of outputs of a cut.</param>
/// <param name="triangle">Whether to shrink with a triangle instead of a box.</param>
internal sealed class AxisWeights(int outputs, bool triangle)
{
    private float[] weights = [];
    private AxisCut cut; // the prepared one

    /// <summary>Outputs of the prepared cut.</summary>
    public int Count => cut.Count;

    /// <summary>Largest number of source pixels of one output.</summary>
    public int MaximumCount { get; private set; }

    /// <summary>First source pixel of all outputs.</summary>
    public int First { get; private set; }

    /// <summary>Number of source pixels from <see cref="First"/> to the last one of all outputs.</summary>
    public int Length { get; private set; }

    /// <summary>First source pixel of each output, counted from <see cref="First"/>.</summary>
    public int[] Starts { get; } = new int[outputs];

    /// <summary>Number of source pixels of each output.</summary>
    public int[] Counts { get; } = new int[outputs];

    /// <summary>Weights of output <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> Of(int index) => weights.AsSpan(index * MaximumCount, Counts[index]);

    /// <summary>Computes the table for a cut, unless it is there already.</summary>
    public void Prepare(in AxisCut wanted)
    {
        if (wanted == cut)
        {
            return;
        }

        cut = wanted;
        double scale = (double)cut.Sources / cut.Resized;
        MaximumCount = scale <= 1 ? 2 : triangle ? (2 * (int)Math.Ceiling(scale)) + 1 : (int)Math.Ceiling(scale) + 1;
        if (weights.Length < cut.Count * MaximumCount)
        {
            weights = new float[cut.Count * MaximumCount];
        }

        for (int i = 0; i < cut.Count; i++)
        {
            Span<float> row = weights.AsSpan(i * MaximumCount, MaximumCount);
            if (scale <= 1)
            {
                Linear(i, scale, row);
            }
            else if (triangle)
            {
                Triangle(i, scale, row);
            }
            else
            {
                Box(i, row);
            }
        }

        First = Starts[0];
        Length = Starts[cut.Count - 1] + Counts[cut.Count - 1] - First;
        for (int i = 0; i < cut.Count; i++)
        {
            Starts[i] -= First;
        }
    }

    /// <summary>The output pixel covers <c>[o·sources/resized, (o+1)·sources/resized)</c>. Integers avoid tiny weights from rounding.</summary>
    private void Box(int i, Span<float> row)
    {
        long resized = cut.Resized;
        long from = (cut.First + i) * cut.Sources; // in units of 1/resized of a source pixel
        long to = from + cut.Sources;
        int start = (int)(from / resized);
        int end = (int)((to + resized - 1) / resized);
        (Starts[i], Counts[i]) = (start, end - start);
        for (int s = start; s < end; s++)
        {
            long covered = Math.Min(to, (s + 1L) * resized) - Math.Max(from, s * resized);
            row[s - start] = (float)((double)covered / cut.Sources);
        }
    }

    /// <summary>A triangle over the output pixels before and after, cut off at the edges: Pillow's <c>precompute_coeffs</c> (src/libImaging/Resample.c).</summary>
    private void Triangle(int i, double scale, Span<float> row)
    {
        double centre = (cut.First + i + 0.5) * scale;
        int start = Math.Max(0, (int)(centre - scale + 0.5));
        int end = Math.Min(cut.Sources, (int)(centre + scale + 0.5));
        (Starts[i], Counts[i]) = (start, end - start);
        double sum = 0;
        for (int s = start; s < end; s++)
        {
            sum += Height(s);
        }

        for (int s = start; s < end; s++)
        {
            row[s - start] = (float)(Height(s) / sum);
        }

        double Height(int s) => Math.Max(0, 1 - Math.Abs((s + 0.5 - centre) / scale));
    }

    /// <summary>Linear between the two nearest pixel centres; beyond the outer centres, the outer pixel.</summary>
    private void Linear(int i, double scale, Span<float> row)
    {
        double position = Math.Clamp(((cut.First + i + 0.5) * scale) - 0.5, 0, cut.Sources - 1);
        int start = (int)position;
        double fraction = position - start;
        Starts[i] = start;
        Counts[i] = fraction == 0 ? 1 : 2;
        row[0] = (float)(1 - fraction);
        row[1] = (float)fraction;
    }
}

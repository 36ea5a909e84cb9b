using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Fits a head: L2-regularised softmax regression, <c>½‖W‖² + C·Σ wᵢ·CE(xᵢ)</c> with weights that balance the classes.
/// Features are centred and divided by the root of their mean squared length; both are folded into the head. Scaling by each feature's
/// own deviation costs one to two points with few pictures (docs/benchmarks-log.md).
/// </summary>
internal sealed class SoftmaxRegression
{
    private const double Ridge = 1e-9; // relative to squared lengths of 1; copies of a picture would make the products singular

    private readonly FeatureTable pictures;
    private readonly double[] mean;
    private readonly double scale;
    private readonly double[] centred; // [N, F]
    private readonly Cholesky? basis; // factor of the pictures' products, if there are fewer pictures than features
    private double[]? nearest; // solution of the last fit, where the next one starts: neighbouring strengths differ little
    private readonly double[] coordinates; // [N, R]: the pictures in the smaller basis

    /// <summary>Prepares for fits to the same pictures.</summary>
    /// <param name="pictures">At least one of two classes.</param>
    public SoftmaxRegression(FeatureTable pictures)
    {
        this.pictures = pictures;
        mean = Mean(pictures);
        centred = Centred(pictures, mean, out scale);
        if (pictures.Count >= pictures.Width)
        {
            coordinates = centred;
            return;
        }

        // The optimum lies in the span of the pictures, so their products are enough (representer theorem).
        int count = pictures.Count;
        double[] products = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                products[(i * count) + j] = TensorPrimitives.Dot(RowOf(i), RowOf(j)) + (i == j ? Ridge : 0);
            }
        }

        basis = Cholesky.Of(products, count);
        coordinates = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            basis.Row(i).CopyTo(coordinates.AsSpan(i * count, count));
        }
    }

    /// <summary>Whether all work is done on the caller's thread.</summary>
    public bool Alone { get; init; }

    private ReadOnlySpan<double> RowOf(int index) => centred.AsSpan(index * pictures.Width, pictures.Width);

    /// <summary>Fits the head.</summary>
    /// <param name="strength">C: weight of the pictures against the penalty.</param>
    /// <param name="stop">Checked between steps.</param>
    public SoftmaxHead Fit(double strength, CancellationToken stop = default) => Fit(strength, start: null, stop);

    /// <summary>Fits the head.</summary>
    /// <param name="strength">C.</param>
    /// <param name="start">A head close to the result, which saves most steps where there are more pictures than features; null for none.</param>
    /// <param name="stop">Checked between steps.</param>
    public SoftmaxHead Fit(double strength, SoftmaxHead? start, CancellationToken stop)
    {
        (int classes, int count) = (pictures.Classes, pictures.Count);
        int width = coordinates.Length / count;
        double[] solution = new SoftmaxObjective(coordinates, pictures.Labels, Importance(), classes, strength, stop) { Alone = Alone }.Minimize(basis is null && start is not null ? Unfold(start) : nearest);
        nearest = [.. solution];
        double[] weights = new double[classes * pictures.Width];
        for (int k = 0; k < classes; k++)
        {
            Span<double> found = solution.AsSpan(k * width, width);
            Span<double> target = weights.AsSpan(k * pictures.Width, pictures.Width);
            if (basis is null)
            {
                found.CopyTo(target);
                continue;
            }

            basis.SolveTransposed(found); // Z = L·E and W = B·Z need B = A·L⁻¹
            for (int i = 0; i < count; i++)
            {
                TensorPrimitives.MultiplyAdd(RowOf(i), found[i], target, target);
            }
        }

        return Fold(weights, solution.AsSpan(classes * width));
    }

    /// <summary>Weight of each picture: classes are balanced, the mean is one.</summary>
    private double[] Importance()
    {
        int[] counts = pictures.CountByClass();
        int present = counts.Count(count => count > 0);
        return [.. pictures.Labels.Select(label => (double)pictures.Count / (present * counts[label]))];
    }

    private SoftmaxHead Fold(double[] weights, ReadOnlySpan<double> offsets)
    {
        float[] folded = new float[pictures.Classes * pictures.Width];
        float[] bias = new float[pictures.Classes];
        for (int k = 0; k < bias.Length; k++)
        {
            double offset = offsets[k];
            for (int f = 0; f < pictures.Width; f++)
            {
                double weight = weights[(k * pictures.Width) + f] / scale;
                folded[(k * pictures.Width) + f] = (float)weight;
                offset -= weight * mean[f];
            }

            bias[k] = (float)offset;
        }

        return new SoftmaxHead(folded, bias);
    }

    /// <summary>The solution that <see cref="Fold"/> would turn into this head.</summary>
    private double[] Unfold(SoftmaxHead head)
    {
        double[] solution = new double[head.Weights.Length + head.Classes];
        for (int k = 0; k < head.Classes; k++)
        {
            double offset = head.Bias[k];
            for (int f = 0; f < mean.Length; f++)
            {
                double weight = head.Weights[(k * mean.Length) + f];
                solution[(k * mean.Length) + f] = weight * scale;
                offset += weight * mean[f];
            }

            solution[head.Weights.Length + k] = offset;
        }

        return solution;
    }

    private static double[] Mean(FeatureTable pictures)
    {
        double[] mean = new double[pictures.Width];
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<float> row = pictures[i];
            for (int f = 0; f < mean.Length; f++)
            {
                mean[f] += row[f];
            }
        }

        for (int f = 0; f < mean.Length; f++)
        {
            mean[f] /= pictures.Count;
        }

        return mean;
    }

    private static double[] Centred(FeatureTable pictures, double[] mean, out double scale)
    {
        double[] centred = new double[pictures.Count * pictures.Width];
        double squares = 0;
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<float> row = pictures[i];
            for (int f = 0; f < mean.Length; f++)
            {
                double value = row[f] - mean[f];
                centred[(i * mean.Length) + f] = value;
                squares += value * value;
            }
        }

        scale = squares > 0 ? Math.Sqrt(squares / pictures.Count) : 1; // avoids a division by zero for equal pictures
        TensorPrimitives.Divide(centred, scale, centred);
        return centred;
    }
}

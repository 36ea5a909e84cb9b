using MathNet.Numerics.LinearAlgebra;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Fits a head: L2-regularised softmax regression, <c>½‖W‖² + C·Σ wᵢ·CE(xᵢ)</c> with weights that make every class count alike.
/// Features are centred and divided by one number, the root of their mean squared length. Each feature's own deviation costs
/// one to two points with few pictures (docs/benchmarks.md). Both are folded into the head.
/// </summary>
internal sealed class SoftmaxRegression
{
    private readonly FeatureTable pictures;
    private readonly double[] mean;
    private readonly double scale;
    private readonly double[,] coordinates; // [N, R]: the centred pictures, in a basis of their own where they are fewer than features
    private readonly Matrix<double>? basis; // the Cholesky factor of their products; null where the basis is that of the features

    /// <summary>Prepares for fits to the same pictures.</summary>
    /// <param name="pictures">At least one of two classes.</param>
    public SoftmaxRegression(FeatureTable pictures)
    {
        this.pictures = pictures;
        mean = Mean(pictures);
        double[,] centred = Centred(pictures, mean, out scale);
        if (pictures.Count >= pictures.Width)
        {
            coordinates = centred;
            return;
        }

        // The optimum lies in the span of the pictures, so that their products are all that is needed (representer theorem).
        Matrix<double> rows = Matrix<double>.Build.DenseOfArray(centred);
        Matrix<double> products = rows.TransposeAndMultiply(rows);
        products = products.Add(Matrix<double>.Build.DenseDiagonal(products.RowCount, products.RowCount, 1e-9 * (1 + products.Diagonal().AbsoluteMaximum())));
        basis = products.Cholesky().Factor;
        coordinates = basis.ToArray();
    }

    /// <summary>Fits the head.</summary>
    /// <param name="strength">C: how much the pictures count beside small weights.</param>
    /// <param name="stop">Obeyed between steps.</param>
    public SoftmaxHead Fit(double strength, CancellationToken stop = default)
    {
        int classes = pictures.Classes;
        int width = coordinates.GetLength(1);
        double[] solution = new SoftmaxObjective(coordinates, pictures.Labels, Importance(), classes, strength, stop).Minimize();
        Matrix<double> weights = Matrix<double>.Build.Dense(classes, width, (k, f) => solution[(k * width) + f]);
        if (basis is not null)
        {
            // z = L·e; W·z for z = Zᵀ·B needs B = L⁻ᵀ·A
            Matrix<double> dual = basis.Transpose().Solve(weights.Transpose()); // [N, K]
            weights = dual.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfArray(Centred(pictures, mean, out _)));
        }

        return Fold(weights, solution.AsSpan(classes * width));
    }

    /// <summary>What each picture counts: all classes alike, one on average.</summary>
    private double[] Importance()
    {
        int[] counts = pictures.CountByClass();
        int present = counts.Count(count => count > 0);
        return [.. pictures.Labels.Select(label => (double)pictures.Count / (present * counts[label]))];
    }

    private SoftmaxHead Fold(Matrix<double> weights, ReadOnlySpan<double> offsets)
    {
        float[] folded = new float[pictures.Classes * pictures.Width];
        float[] bias = new float[pictures.Classes];
        for (int k = 0; k < bias.Length; k++)
        {
            double offset = offsets[k];
            for (int f = 0; f < pictures.Width; f++)
            {
                double weight = weights[k, f] / scale;
                folded[(k * pictures.Width) + f] = (float)weight;
                offset -= weight * mean[f];
            }

            bias[k] = (float)offset;
        }

        return new SoftmaxHead(folded, bias);
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

    private static double[,] Centred(FeatureTable pictures, double[] mean, out double scale)
    {
        double[,] centred = new double[pictures.Count, pictures.Width];
        double squares = 0;
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<float> row = pictures[i];
            for (int f = 0; f < mean.Length; f++)
            {
                double value = row[f] - mean[f];
                centred[i, f] = value;
                squares += value * value;
            }
        }

        scale = squares > 0 ? Math.Sqrt(squares / pictures.Count) : 1; // pictures that are all the same teach nothing, and break nothing
        for (int i = 0; i < pictures.Count; i++)
        {
            for (int f = 0; f < mean.Length; f++)
            {
                centred[i, f] /= scale;
            }
        }

        return centred;
    }
}

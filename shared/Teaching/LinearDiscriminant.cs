using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// A head by linear discriminant analysis with a shrunk covariance and equal priors (Hastie, Tibshirani and Friedman, 2009, section 4.3).
/// It needs no search, and it is better than regression with few pictures per class.
/// </summary>
internal static class LinearDiscriminant
{
    private const double Shrinkage = 0.8;
    private const float Absent = -1000; // the logit of a class without pictures

    /// <summary>Fits the head.</summary>
    public static SoftmaxHead Fit(FeatureTable pictures) => Fit(pictures, ClassStatistics.Of(pictures));

    /// <summary>The same with the statistics of the pictures.</summary>
    public static SoftmaxHead Fit(FeatureTable pictures, ClassStatistics statistics)
    {
        int width = pictures.Width;
        Cholesky covariance = statistics.ShrunkCovariance(Shrinkage);
        float[] weights = new float[pictures.Classes * width];
        float[] bias = new float[pictures.Classes];
        for (int k = 0; k < bias.Length; k++)
        {
            if (!statistics.Has(k))
            {
                bias[k] = Absent;
                continue;
            }

            ReadOnlySpan<double> mean = statistics.Means.AsSpan(k * width, width);
            double[] solution = mean.ToArray();
            covariance.Solve(solution);
            covariance.SolveTransposed(solution); // Σ⁻¹·μ
            for (int f = 0; f < width; f++)
            {
                weights[(k * width) + f] = (float)solution[f];
            }

            bias[k] = (float)(-TensorPrimitives.Dot(mean, solution) / 2);
        }

        return new SoftmaxHead(weights, bias);
    }
}

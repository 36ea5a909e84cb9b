using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Class means and the covariance of the features within classes.</summary>
internal sealed class ClassStatistics
{
    private readonly FeatureTable pictures;
    private readonly double[] covariance; // [F, F], the lower half
    private readonly int[] counts;

    private ClassStatistics(FeatureTable pictures)
    {
        this.pictures = pictures;
        counts = pictures.CountByClass();
        Means = MeansOf(pictures, counts);
        covariance = CovarianceOf(pictures, Means);
    }

    /// <summary>The mean of each class, <c>[K, F]</c>; zeros for a class without pictures.</summary>
    public double[] Means { get; }

    /// <summary>Computes both.</summary>
    public static ClassStatistics Of(FeatureTable pictures) => new(pictures);

    /// <summary>Whether a class has pictures.</summary>
    public bool Has(int label) => counts[label] > 0;

    /// <summary>The means of the classes that have pictures.</summary>
    public FeatureTable PresentMeans()
    {
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(Has)];
        return new FeatureTable([.. present.SelectMany(label => Means.Skip(label * pictures.Width).Take(pictures.Width)).Select(value => (float)value)], present, pictures.Classes);
    }

    /// <summary>
    /// The factor of the pooled covariance. It is shrunk towards a multiple of the identity with the same trace (Ledoit and Wolf, 2004;
    /// here with a fixed share): there are fewer pictures than features.
    /// </summary>
    /// <param name="share">Share of the identity, above 0 to 1.</param>
    public Cholesky ShrunkCovariance(double share)
    {
        int width = pictures.Width;
        double degrees = Math.Max(1, pictures.Count - counts.Count(count => count > 0));
        double trace = 0;
        for (int f = 0; f < width; f++)
        {
            trace += covariance[(f * width) + f];
        }

        double variance = Math.Max(trace / degrees / width, 1e-12); // if all pictures are equal
        double[] shrunk = new double[covariance.Length];
        TensorPrimitives.Multiply(covariance, (1 - share) / degrees, shrunk);
        for (int f = 0; f < width; f++)
        {
            shrunk[(f * width) + f] += share * variance;
        }

        return Cholesky.Of(shrunk, width);
    }

    private static double[] MeansOf(FeatureTable pictures, int[] counts)
    {
        double[] means = new double[counts.Length * pictures.Width];
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<float> row = pictures[i];
            int label = pictures.Labels[i];
            for (int f = 0; f < row.Length; f++)
            {
                means[(label * row.Length) + f] += row[f] / (double)counts[label];
            }
        }

        return means;
    }

    private static double[] CovarianceOf(FeatureTable pictures, double[] means)
    {
        int width = pictures.Width;
        double[] covariance = new double[width * width];
        double[] deviation = new double[width];
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<float> row = pictures[i];
            int mean = pictures.Labels[i] * width;
            for (int f = 0; f < width; f++)
            {
                deviation[f] = row[f] - means[mean + f];
            }

            for (int f = 0; f < width; f++)
            {
                Span<double> target = covariance.AsSpan(f * width, f + 1);
                TensorPrimitives.MultiplyAdd(deviation.AsSpan(0, f + 1), deviation[f], target, target);
            }
        }

        return covariance;
    }
}

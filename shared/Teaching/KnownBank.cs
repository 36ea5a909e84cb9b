using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// What was learned, to compare pictures with: the highest cosine between a picture and those learned, or the class means, after the
/// features are whitened by the covariance within the classes. The covariance is shrunk towards a multiple of the identity
/// (Ledoit and Wolf, 2004, with a fixed share), since there are fewer pictures than features.
/// </summary>
/// <param name="Whitening"><c>[F, F]</c>: a picture's features times it have equal variance within classes.</param>
/// <param name="Learned"><c>[M, F]</c>: unit vectors, whitened.</param>
/// <param name="Measure"><see cref="UnknownMeasure.NearestPicture"/> or <see cref="UnknownMeasure.NearestMean"/>.</param>
internal sealed record KnownBank(float[] Whitening, float[] Learned, string Measure)
{
    /// <summary>Most pictures in a bank; with more, as many of each class as fit.</summary>
    public const int MostPictures = 2000;

    private const double Shrinkage = 0.9; // chosen on photographs of nine classes; see docs/benchmarks.md

    /// <summary>Number of vectors to compare with.</summary>
    public int Count => Learned.Length / Width;

    /// <summary>Features of a picture.</summary>
    public int Width { get; } = (int)Math.Sqrt(Whitening.Length);

    /// <summary>Takes pictures into a bank.</summary>
    public static KnownBank Of(FeatureTable pictures, string measure) => Of(pictures, WhiteningOf(pictures), measure);

    /// <summary>The same with a whitening that is known.</summary>
    public static KnownBank Of(FeatureTable pictures, float[] whitening, string measure)
    {
        int width = pictures.Width;
        FeatureTable chosen = measure == UnknownMeasure.NearestMean ? Means(pictures) : Spread(pictures);
        float[] learned = new float[chosen.Count * width];
        for (int i = 0; i < chosen.Count; i++)
        {
            Whiten(chosen[i], whitening, learned.AsSpan(i * width, width));
        }

        return new KnownBank(whitening, learned, measure);
    }

    /// <summary>The measure of a picture, −1 to 1.</summary>
    /// <param name="features"><c>[F]</c>.</param>
    public double Score(ReadOnlySpan<float> features)
    {
        float[] unit = new float[Width];
        Whiten(features, Whitening, unit);
        float highest = float.NegativeInfinity;
        for (int i = 0; i < Count; i++)
        {
            highest = Math.Max(highest, TensorPrimitives.Dot(unit, Learned.AsSpan(i * Width, Width)));
        }

        return highest;
    }

    /// <summary>The inverse of the Cholesky factor of the shrunk covariance within classes, transposed: every root of its inverse gives the same cosines.</summary>
    public static float[] WhiteningOf(FeatureTable pictures)
    {
        int width = pictures.Width;
        FeatureTable means = Means(pictures);
        int classes = 0;
        int[] rowOf = RowOfClass(pictures, ref classes);
        double[] covariance = new double[width * width];
        double[] deviation = new double[width];
        for (int i = 0; i < pictures.Count; i++)
        {
            ReadOnlySpan<float> row = pictures[i];
            ReadOnlySpan<float> mean = means[rowOf[pictures.Labels[i]]];
            for (int f = 0; f < width; f++)
            {
                deviation[f] = row[f] - mean[f];
            }

            for (int f = 0; f < width; f++)
            {
                Span<double> target = covariance.AsSpan(f * width, f + 1); // the lower half is enough
                TensorPrimitives.MultiplyAdd(deviation.AsSpan(0, f + 1), deviation[f], target, target);
            }
        }

        double trace = 0;
        for (int f = 0; f < width; f++)
        {
            trace += covariance[(f * width) + f];
        }

        double degrees = Math.Max(1, pictures.Count - classes);
        double variance = Math.Max(trace / degrees / width, 1e-12); // pictures that are all the same
        TensorPrimitives.Multiply(covariance, (1 - Shrinkage) / degrees, covariance);
        for (int f = 0; f < width; f++)
        {
            covariance[(f * width) + f] += Shrinkage * variance;
        }

        double[] inverse = Cholesky.Of(covariance, width).Inverse();
        float[] whitening = new float[width * width];
        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                whitening[(column * width) + row] = (float)inverse[(row * width) + column];
            }
        }

        return whitening;
    }

    private static void Whiten(ReadOnlySpan<float> features, float[] whitening, Span<float> unit)
    {
        unit.Clear();
        for (int f = 0; f < features.Length; f++)
        {
            TensorPrimitives.MultiplyAdd(whitening.AsSpan(f * unit.Length, unit.Length), features[f], unit, unit);
        }

        float length = TensorPrimitives.Norm<float>(unit);
        TensorPrimitives.Divide(unit, length > 0 ? length : 1, unit);
    }

    private static int[] RowOfClass(FeatureTable pictures, ref int present)
    {
        int[] counts = pictures.CountByClass();
        int[] rows = new int[counts.Length];
        for (int label = 0; label < counts.Length; label++)
        {
            rows[label] = counts[label] > 0 ? present++ : -1;
        }

        return rows;
    }

    /// <summary>The mean of each class that has pictures.</summary>
    private static FeatureTable Means(FeatureTable pictures)
    {
        int present = 0;
        int[] rows = RowOfClass(pictures, ref present);
        int[] counts = pictures.CountByClass();
        float[] means = new float[present * pictures.Width];
        for (int i = 0; i < pictures.Count; i++)
        {
            int label = pictures.Labels[i];
            Span<float> mean = means.AsSpan(rows[label] * pictures.Width, pictures.Width);
            TensorPrimitives.MultiplyAdd(pictures[i], 1f / counts[label], mean, mean);
        }

        return new FeatureTable(means, [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0)], pictures.Classes);
    }

    private static FeatureTable Spread(FeatureTable pictures)
    {
        if (pictures.Count <= MostPictures)
        {
            return pictures;
        }

        int[] order = Order.Balanced(pictures.Labels, seed: 1, epoch: 0);
        return pictures.Subset([.. order.Distinct().Take(MostPictures).Order()]);
    }
}

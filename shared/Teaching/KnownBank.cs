using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Learned pictures or class means for comparison. The measure is the highest cosine to them, with features whitened by the covariance
/// within classes. The covariance is shrunk towards a multiple of the identity (Ledoit and Wolf, 2004, with a fixed share), because
/// there are fewer pictures than features.
/// </summary>
/// <param name="Whitening"><c>[F, F]</c>: makes the variance of the features within classes equal.</param>
/// <param name="Learned"><c>[M, F]</c>: unit vectors, whitened.</param>
/// <param name="Measure"><see cref="UnknownMeasure.NearestPicture"/> or <see cref="UnknownMeasure.NearestMean"/>.</param>
internal sealed record KnownBank(float[] Whitening, float[] Learned, string Measure)
{
    /// <summary>Largest number of pictures in a bank; a larger set is reduced evenly by class.</summary>
    public const int MostPictures = 2000;

    private const double Shrinkage = 0.9; // chosen on photographs of nine classes (docs/benchmarks-log.md)

    /// <summary>Number of vectors.</summary>
    public int Count => Learned.Length / Width;

    /// <summary>Features of a picture.</summary>
    public int Width { get; } = (int)Math.Sqrt(Whitening.Length);

    /// <summary>Makes a bank of pictures.</summary>
    public static KnownBank Of(FeatureTable pictures, string measure) => Of(pictures, WhiteningOf(pictures), measure);

    /// <summary>The same with a given whitening.</summary>
    public static KnownBank Of(FeatureTable pictures, float[] whitening, string measure)
    {
        int width = pictures.Width;
        FeatureTable chosen = measure == UnknownMeasure.NearestMean ? ClassStatistics.Of(pictures).PresentMeans() : Spread(pictures);
        float[] learned = new float[chosen.Count * width];
        for (int i = 0; i < chosen.Count; i++)
        {
            Whiten(chosen[i], whitening, learned.AsSpan(i * width, width));
        }

        return new KnownBank(whitening, learned, measure);
    }

    /// <summary>The measure of a picture, −1 to 1.</summary>
    /// <param name="features"><c>[F]</c>.</param>
    public double Score(ReadOnlySpan<float> features) => Score(features, new float[Width]);

    /// <summary>The same without an allocation.</summary>
    /// <param name="features"><c>[F]</c>.</param>
    /// <param name="unit">Scratch, <c>[F]</c>.</param>
    public double Score(ReadOnlySpan<float> features, Span<float> unit)
    {
        Whiten(features, Whitening, unit);
        float highest = float.NegativeInfinity;
        for (int i = 0; i < Count; i++)
        {
            highest = Math.Max(highest, TensorPrimitives.Dot(unit, Learned.AsSpan(i * Width, Width)));
        }

        return highest;
    }

    /// <summary>The whitening matrix. Every root of the inverse covariance gives the same cosines.</summary>
    public static float[] WhiteningOf(FeatureTable pictures) => WhiteningOf(pictures.Width, ClassStatistics.Of(pictures));

    /// <summary>The same with the statistics of the pictures.</summary>
    public static float[] WhiteningOf(int width, ClassStatistics statistics)
    {
        double[] inverse = statistics.ShrunkCovariance(Shrinkage).Inverse();
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

        UnitVector.Normalise(unit);
    }

    private static FeatureTable Spread(FeatureTable pictures)
    {
        if (pictures.Count <= MostPictures)
        {
            return pictures;
        }

        return pictures.Subset([.. pictures.Rounds().Take(MostPictures).Order()]);
    }
}

using System.Numerics;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Checks;

/// <summary>
/// Finds pictures that are nearly the same without comparing each with each. The 64 bits of the perceptual hash are cut into
/// r + 1 bands: two hashes that differ in at most r bits agree in at least one whole band (the pigeonhole principle of
/// multi-index hashing; Norouzi, Punjani and Fleet, 2012), so that only pictures with a band in common are compared.
/// </summary>
internal static class NearPictures
{
    /// <summary>Largest radius: wider ones have bands so short that most pictures would be compared.</summary>
    public const int LargestDistance = 10;

    /// <summary>
    /// What the correlation of two pictures at 32×32 pixels must reach as well. It does not depend on brightness and contrast.
    /// Chosen on 4,000 pictures of Fashion-MNIST, many of which are alike in their low frequencies: 13 copies of them, encoded as JPEG,
    /// resized or brightened, had at least 0.9986; of pairs that were not planted all but one, of 0.9996, had at most 0.9903.
    /// </summary>
    private const double LeastCorrelation = 0.995;

    /// <summary>Joins the pictures that are near each other, in a chain where need be.</summary>
    /// <param name="scan">All pictures.</param>
    /// <param name="candidates">The pictures to compare.</param>
    /// <param name="distance">Bits that may differ, 0 to <see cref="LargestDistance"/>.</param>
    /// <param name="joined">Takes the result.</param>
    /// <param name="stop">Checked between pictures.</param>
    public static void Join(PictureScan scan, int[] candidates, int distance, Partition joined, CancellationToken stop)
    {
        ulong[] hashes = new ulong[candidates.Length]; // in the order of the current band
        int[] order = new int[candidates.Length];
        int bands = distance + 1;
        for (int band = 0; band < bands; band++)
        {
            int low = PerceptualHash.Bits * band / bands;
            int width = (PerceptualHash.Bits * (band + 1) / bands) - low;
            ulong[] keys = [.. candidates.Select(index => Band(scan[index].Hash, low, width))];
            candidates.CopyTo(order, 0);
            Array.Sort(keys, order);
            for (int i = 0; i < order.Length; i++)
            {
                hashes[i] = scan[order[i]].Hash;
            }

            for (int first = 0; first < order.Length; first++)
            {
                stop.ThrowIfCancellationRequested();
                for (int second = first + 1; second < order.Length && keys[second] == keys[first]; second++)
                {
                    if (BitOperations.PopCount(hashes[first] ^ hashes[second]) <= distance
                        && joined.Find(order[first]) != joined.Find(order[second])
                        && Correlation(scan.Luma(order[first]), scan.Luma(order[second])) >= LeastCorrelation)
                    {
                        joined.Union(order[first], order[second]);
                    }
                }
            }
        }
    }

    /// <summary>Pearson's correlation of two pictures' pixels, −1 to 1; 0 if one of them is of one brightness.</summary>
    public static double Correlation(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        long sumA = 0;
        long sumB = 0;
        long squaresA = 0;
        long squaresB = 0;
        long products = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int x = a[i];
            int y = b[i];
            sumA += x;
            sumB += y;
            squaresA += x * x;
            squaresB += y * y;
            products += x * y;
        }

        double n = a.Length;
        double varianceA = squaresA - (sumA * (sumA / n));
        double varianceB = squaresB - (sumB * (sumB / n));
        return varianceA > 0 && varianceB > 0 ? (products - (sumA * (sumB / n))) / Math.Sqrt(varianceA * varianceB) : 0;
    }

    private static ulong Band(ulong hash, int low, int width) => width == PerceptualHash.Bits ? hash : (hash >> low) & ((1UL << width) - 1);
}

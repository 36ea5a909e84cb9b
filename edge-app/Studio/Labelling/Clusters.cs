using System.Numerics.Tensors;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Labelling;

/// <summary>
/// Groups vectors by average linkage of their cosines, with the nearest-neighbour chain (Müllner, 2011): n²/2 cosines and as many updates.
/// The same vectors give the same groups.
/// </summary>
internal sealed class Clusters
{
    private readonly int count;
    private readonly float[] similarity; // [N, N], of the first members of clusters
    private readonly int[] sizes; // 0: no longer a cluster of its own
    private readonly int[] parents;

    private Clusters(IReadOnlyList<float[]> vectors)
    {
        count = vectors.Count;
        similarity = new float[count * count];
        sizes = [.. Enumerable.Repeat(1, count)];
        parents = [.. Enumerable.Range(0, count)];
        float[][] units = [.. vectors.Select(Unit)];
        for (int first = 0; first < count; first++)
        {
            for (int second = 0; second < first; second++)
            {
                similarity[(first * count) + second] = similarity[(second * count) + first] = TensorPrimitives.Dot<float>(units[first], units[second]);
            }
        }
    }

    /// <summary>Groups vectors of equal length.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="least">Smallest mean cosine between the members of two groups that are joined.</param>
    /// <returns>For each vector the first member of its group.</returns>
    public static int[] Of(IReadOnlyList<float[]> vectors, float least)
    {
        Clusters clusters = new(vectors);
        clusters.Join(least);
        return [.. Enumerable.Range(0, vectors.Count).Select(clusters.Root)];
    }

    private void Join(float least)
    {
        bool[] done = new bool[count]; // joined to another, or less alike to all others than asked for
        List<int> chain = [];
        for (int start = 0; start < count; start++)
        {
            while (!done[start])
            {
                if (chain.Count == 0)
                {
                    chain.Add(start);
                }

                int last = chain[^1];
                int nearest = Nearest(last, chain.Count > 1 ? chain[^2] : -1, done);
                if (nearest < 0 || similarity[(last * count) + nearest] < least)
                {
                    done[last] = true; // its best partner only gets less alike
                    chain.RemoveAt(chain.Count - 1);
                }
                else if (chain.Count > 1 && nearest == chain[^2])
                {
                    chain.RemoveRange(chain.Count - 2, 2);
                    done[Merge(last, nearest)] = true;
                }
                else
                {
                    chain.Add(nearest);
                }
            }
        }
    }

    /// <summary>The most alike cluster; among equal ones the previous in the chain, so that it ends.</summary>
    private int Nearest(int cluster, int previous, bool[] done)
    {
        int best = previous;
        for (int other = 0; other < count; other++)
        {
            if (other != cluster && !done[other] && (best < 0 || similarity[(cluster * count) + other] > similarity[(cluster * count) + best]))
            {
                best = other;
            }
        }

        return best;
    }

    /// <summary>Joins two clusters under their first member; returns the other.</summary>
    private int Merge(int first, int second)
    {
        (int kept, int gone) = (Math.Min(first, second), Math.Max(first, second));
        float share = (float)sizes[gone] / (sizes[kept] + sizes[gone]);
        Span<float> row = similarity.AsSpan(kept * count, count);
        ReadOnlySpan<float> other = similarity.AsSpan(gone * count, count);
        for (int i = 0; i < count; i++)
        {
            row[i] = similarity[(i * count) + kept] = row[i] + (share * (other[i] - row[i]));
        }

        sizes[kept] += sizes[gone];
        parents[gone] = kept;
        return gone;
    }

    private int Root(int item)
    {
        while (parents[item] != item)
        {
            item = parents[item];
        }

        return item;
    }

    private static float[] Unit(float[] vector)
    {
        float[] unit = [.. vector];
        UnitVector.Normalise(unit);
        return unit;
    }
}

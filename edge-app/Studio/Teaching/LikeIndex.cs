using System.Numerics.Tensors;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>The near copies among pictures. Each new picture is compared once with all others, so that a thousand pictures are not compared with each other again after each change.</summary>
internal sealed class LikeIndex
{
    private readonly Dictionary<string, Entry> entries = []; // by hash

    /// <summary>Groups near copies as <see cref="NearCopies"/> does.</summary>
    /// <param name="pictures">Features.</param>
    /// <param name="hashes">Hash of each picture's file.</param>
    public int[] Groups(FeatureTable pictures, IReadOnlyList<string> hashes)
    {
        Update(pictures, hashes);
        Dictionary<string, int> first = [];
        int[] files = [.. hashes.Select((hash, index) => first.TryAdd(hash, index) ? index : first[hash])];
        List<(int First, int Second)> pairs = [];
        foreach ((string hash, int index) in first)
        {
            foreach (string other in entries[hash].Like)
            {
                if (first.TryGetValue(other, out int place) && place > index)
                {
                    pairs.Add((index, place));
                }
            }
        }

        return NearCopies.Join(pictures, files, pairs).Groups;
    }

    private void Update(FeatureTable pictures, IReadOnlyList<string> hashes)
    {
        HashSet<string> present = [.. hashes];
        foreach (string gone in entries.Keys.Where(hash => !present.Contains(hash)).ToArray())
        {
            Remove(gone);
        }

        for (int i = 0; i < hashes.Count; i++)
        {
            if (!entries.TryGetValue(hashes[i], out Entry? known) || !known.Features.AsSpan().SequenceEqual(pictures[i]))
            {
                Remove(hashes[i]);
                Add(hashes[i], pictures[i].ToArray());
            }
        }
    }

    private void Add(string hash, float[] features)
    {
        Entry added = new(features, TensorPrimitives.Norm<float>(features), []);
        foreach ((string other, Entry entry) in entries)
        {
            if (TensorPrimitives.Dot<float>(features, entry.Features) > NearCopies.LeastCosine * added.Length * entry.Length)
            {
                entry.Like.Add(hash);
                added.Like.Add(other);
            }
        }

        entries[hash] = added;
    }

    private void Remove(string hash)
    {
        if (entries.Remove(hash, out Entry? removed))
        {
            foreach (string other in removed.Like)
            {
                entries[other].Like.Remove(hash);
            }
        }
    }

    private sealed record Entry(float[] Features, float Length, HashSet<string> Like);
}

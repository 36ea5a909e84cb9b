using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// Finds near copies, such as frames of a burst. A head that learned one of them knows the others. They stay on one side of every
/// division and count as one picture in confidence intervals.
/// </summary>
/// <param name="Groups">Group number of each picture.</param>
/// <param name="Alike">Classes with only near copies. Their groups join equal files only; otherwise none could be judged.</param>
internal sealed record NearCopies(int[] Groups, IReadOnlyList<int> Alike)
{
    /// <summary>Smallest cosine of the features of near copies. 4 of 158 photographs and 2 of 1,500 Fashion-MNIST pictures have such a partner.</summary>
    public const float LeastCosine = 0.98f;

    private const int MostPictures = 5000; // all pairs are compared; larger sets join equal files only

    /// <summary>Joins near copies, also in chains.</summary>
    /// <param name="pictures">Features.</param>
    /// <param name="files">Pictures with the same number are the same file.</param>
    public static NearCopies Join(FeatureTable pictures, IReadOnlyList<int> files) => Join(pictures, files, pictures.Count <= MostPictures ? Pairs(pictures) : []);

    /// <summary>The same with the pairs of near copies that are known already.</summary>
    public static NearCopies Join(FeatureTable pictures, IReadOnlyList<int> files, IReadOnlyList<(int First, int Second)> pairs)
    {
        int[] groups = Join(pictures.Count, files, pairs);
        int[] alike = [.. Enumerable.Range(0, pictures.Classes).Where(label => Distinct(label, groups) == 1 && Distinct(label, files) > 1)];
        return alike.Length == 0
            ? new NearCopies(groups, alike)
            : new NearCopies(Join(pictures.Count, files, pairs.Where(pair => !alike.Contains(pictures.Labels[pair.First]) && !alike.Contains(pictures.Labels[pair.Second]))), alike);

        int Distinct(int label, IReadOnlyList<int> numbers) => Enumerable.Range(0, pictures.Count).Where(index => pictures.Labels[index] == label).Select(index => numbers[index]).Distinct().Count();
    }

    /// <summary>The note on classes whose pictures are near copies of each other.</summary>
    public static string Overstated(IEnumerable<string> classes) =>
        $"pictures of {string.Join(", ", classes)} nearly all look the same, so their accuracy is overstated; add some from other sides and in other light";

    private static int[] Join(int count, IReadOnlyList<int> files, IEnumerable<(int First, int Second)> pairs)
    {
        Partition joined = new(count);
        foreach (IGrouping<int, int> same in Enumerable.Range(0, count).GroupBy(index => files[index]))
        {
            foreach (int index in same.Skip(1))
            {
                joined.Union(same.First(), index);
            }
        }

        foreach ((int first, int second) in pairs)
        {
            joined.Union(first, second);
        }

        return [.. Enumerable.Range(0, count).Select(joined.Find)];
    }

    /// <summary>Places of pictures that were learned too, by equal features.</summary>
    public static IReadOnlySet<int> Learned(FeatureTable judged, FeatureTable learned)
    {
        HashSet<string> known = [.. Enumerable.Range(0, learned.Count).Select(index => Key(learned[index]))];
        return Enumerable.Range(0, judged.Count).Where(index => known.Contains(Key(judged[index]))).ToHashSet();
    }

    private static string Key(ReadOnlySpan<float> features) => Convert.ToBase64String(MemoryMarshal.AsBytes(features));

    private static (int First, int Second)[] Pairs(FeatureTable pictures)
    {
        float[] lengths = [.. Enumerable.Range(0, pictures.Count).Select(index => TensorPrimitives.Norm(pictures[index]))];
        List<(int First, int Second)>[] found = new List<(int, int)>[pictures.Count];
        Parallel.For(0, pictures.Count, new ParallelOptions { TaskScheduler = null }, first => found[first] = Partners(pictures, lengths, first)); // in the caller's scheduler
        return [.. found.SelectMany(pairs => pairs)];
    }

    private static List<(int First, int Second)> Partners(FeatureTable pictures, float[] lengths, int first)
    {
        List<(int, int)> found = [];
        for (int second = first + 1; second < pictures.Count; second++)
        {
            if (TensorPrimitives.Dot(pictures[first], pictures[second]) > LeastCosine * lengths[first] * lengths[second])
            {
                found.Add((first, second));
            }
        }

        return found;
    }
}

namespace EdgeResNet.Shared.Teaching;

/// <summary>Features of some pictures, with their classes.</summary>
/// <param name="values"><c>[N, F]</c>.</param>
/// <param name="labels"><c>[N]</c>.</param>
/// <param name="classes">Number of classes.</param>
internal sealed class FeatureTable(float[] values, int[] labels, int classes)
{
    /// <summary>Number of pictures.</summary>
    public int Count => labels.Length;

    /// <summary>Features a picture.</summary>
    public int Width { get; } = labels.Length == 0 ? 0 : values.Length / labels.Length;

    /// <summary>Number of classes.</summary>
    public int Classes => classes;

    /// <summary>Class of each picture.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>The features of a picture.</summary>
    public ReadOnlySpan<float> this[int index] => values.AsSpan(index * Width, Width);

    /// <summary>How many pictures each class has.</summary>
    public int[] CountByClass()
    {
        int[] counts = new int[classes];
        foreach (int label in labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>Some of the pictures, in the given order; classes keep their numbers.</summary>
    public FeatureTable Subset(IReadOnlyList<int> indices)
    {
        float[] chosen = new float[indices.Count * Width];
        for (int i = 0; i < indices.Count; i++)
        {
            this[indices[i]].CopyTo(chosen.AsSpan(i * Width));
        }

        return new FeatureTable(chosen, [.. indices.Select(index => labels[index])], classes);
    }
}

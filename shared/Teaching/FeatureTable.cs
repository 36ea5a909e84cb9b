namespace EdgeResNet.Shared.Teaching;

/// <summary>Features of some pictures, with their classes.</summary>
/// <param name="values"><c>[N, F]</c>.</param>
/// <param name="labels"><c>[N]</c>.</param>
/// <param name="classes">Number of classes.</param>
internal sealed class FeatureTable(float[] values, int[] labels, int classes)
{
    /// <summary>Number of pictures.</summary>
    public int Count => labels.Length;

    /// <summary>Features per picture.</summary>
    public int Width { get; } = labels.Length == 0 ? 0 : values.Length / labels.Length;

    /// <summary>Number of classes.</summary>
    public int Classes => classes;

    /// <summary>Class of each picture.</summary>
    public IReadOnlyList<int> Labels => labels;

    /// <summary>All features, <c>[N, F]</c>.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The features of a picture.</summary>
    public ReadOnlySpan<float> this[int index] => values.AsSpan(index * Width, Width);

    /// <summary>Joins pictures of several tables of equal width.</summary>
    /// <param name="rows">Tables and places in them.</param>
    /// <param name="classes">Number of classes.</param>
    public static FeatureTable Of(IReadOnlyList<(FeatureTable Table, int Index)> rows, int classes)
    {
        int width = rows.Count == 0 ? 0 : rows[0].Table.Width;
        float[] chosen = new float[rows.Count * width];
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Table[rows[i].Index].CopyTo(chosen.AsSpan(i * width));
        }

        return new FeatureTable(chosen, [.. rows.Select(row => row.Table.Labels[row.Index])], classes);
    }

    /// <summary>Number of pictures of each class.</summary>
    public int[] CountByClass()
    {
        int[] counts = new int[classes];
        foreach (int label in labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>Places of all pictures, in rounds of one picture of each class that has any left: the first ones are even by class.</summary>
    public IEnumerable<int> Rounds() => Enumerable.Range(0, Count)
        .GroupBy(index => labels[index])
        .SelectMany(members => members.Index())
        .OrderBy(member => member.Index)
        .Select(member => member.Item);

    /// <summary>Some of the pictures, in the given order; classes keep their numbers.</summary>
    public FeatureTable Subset(IReadOnlyList<int> indices) => Of([.. indices.Select(index => (this, index))], classes);
}

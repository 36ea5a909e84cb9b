using System.Globalization;

namespace EdgeResNet.Shared.Data;

/// <summary>Says which pictures a verb reads: classes with counts, imbalance, and what is passed over.</summary>
internal static class DataText
{
    private const int MostNamed = 8; // classes in the line
    private const double LargestImbalance = 10;
    private const int NameColumn = 24;
    private const int NumberColumn = 11;

    /// <summary>The lines on a training's data; the table of its classes only if <paramref name="verbose"/>.</summary>
    /// <param name="data">The data.</param>
    /// <param name="verbose">Whether <c>--verbose</c> asks for the table.</param>
    /// <param name="remedy">What the verb offers against imbalance; null for nothing.</param>
    public static IEnumerable<string> Lines(DataSplits data, bool verbose, string? remedy) => Lines(
        [("train", data.Train), ("val", data.Validation), .. data.Test is IImageSet test ? [("test", test)] : Array.Empty<(string, IImageSet)>()], verbose, data.Notes, remedy);

    /// <summary>The lines on any sets with the same classes; the first one's imbalance counts.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<(string Name, IImageSet Set)> sets, bool verbose, IReadOnlyList<string> notes, string? remedy)
    {
        IReadOnlyList<string> classes = sets[0].Set.Classes;
        int[][] counts = [.. sets.Select(each => Count(each.Set))];
        yield return Line(classes, [.. sets.Select(each => each.Name)], counts);
        if (verbose)
        {
            foreach (string row in Table(classes, [.. sets.Select(each => each.Name)], counts))
            {
                yield return row;
            }
        }

        if (Imbalance(classes, counts[0]) is string imbalance)
        {
            yield return remedy is null ? imbalance : $"{imbalance}, or {remedy}";
        }

        foreach (string note in notes)
        {
            yield return note;
        }
    }

    /// <summary>Some names, at most eight, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> names) =>
        names.Count <= MostNamed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more";

    private static int[] Count(IImageSet set)
    {
        int[] counts = new int[set.Classes.Count];
        for (int i = 0; i < set.Count; i++)
        {
            counts[set.Label(i)]++;
        }

        return counts;
    }

    private static string Line(IReadOnlyList<string> classes, string[] sets, int[][] counts)
    {
        string head = $"{classes.Count} classes, pictures in {string.Join(" + ", sets)}";
        if (classes.Count <= MostNamed)
        {
            return $"{head}: {string.Join(", ", classes.Select((name, label) => $"{name} {string.Join(" + ", counts.Select(each => Text(each[label])))}"))}";
        }

        int[] order = [.. Enumerable.Range(0, classes.Count).OrderBy(label => counts[0][label])];
        string all = string.Join(" + ", counts.Select(each => Text(each.Sum())));
        return counts[0][order[0]] == counts[0][order[^1]]
            ? $"{head}: {all}; {sets[0]} has {Text(counts[0][order[0]])} of each"
            : $"{head}: {all}; {sets[0]} from {classes[order[0]]} {Text(counts[0][order[0]])} to {classes[order[^1]]} {Text(counts[0][order[^1]])}";
    }

    private static IEnumerable<string> Table(IReadOnlyList<string> classes, string[] sets, int[][] counts)
    {
        int width = Math.Max(NameColumn, classes.Max(name => name.Length));
        yield return $"{"class".PadRight(width)}{string.Concat(sets.Select(name => name.PadLeft(NumberColumn)))}";
        for (int label = 0; label < classes.Count; label++)
        {
            yield return $"{classes[label].PadRight(width)}{string.Concat(counts.Select(each => Text(each[label]).PadLeft(NumberColumn)))}";
        }

        yield return $"{"all".PadRight(width)}{string.Concat(counts.Select(each => Text(each.Sum()).PadLeft(NumberColumn)))}";
    }

    private static string? Imbalance(IReadOnlyList<string> classes, int[] counts)
    {
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0)];
        if (present.Length < 2)
        {
            return null;
        }

        int least = present.MinBy(label => counts[label]);
        int most = present.MaxBy(label => counts[label]);
        double ratio = (double)counts[most] / counts[least];
        return ratio > LargestImbalance
            ? string.Create(CultureInfo.InvariantCulture, $"note: {classes[most]} has {ratio:0} times the pictures of {classes[least]} ({counts[most]:N0} to {counts[least]:N0}); add pictures of {classes[least]}")
            : null;
    }

    private static string Text(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

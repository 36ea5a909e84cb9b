using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Matches a folder's classes, sorted by name, to a model's labels in the order of the logits.</summary>
internal static class ClassOrder
{
    /// <summary>
    /// The label of a class folder: the same name, else a name of the same class (<see cref="ClassName"/>), also with <c>_</c> in place
    /// of a <c>/</c>; null where there is none.
    /// </summary>
    public static string? LabelOf(string name, IReadOnlyList<string> labels) =>
        labels.FirstOrDefault(label => label == name)
        ?? labels.FirstOrDefault(label => label.Replace('/', '_') == name)
        ?? labels.FirstOrDefault(label => ClassName.AreSame(label, name))
        ?? labels.FirstOrDefault(label => ClassName.AreSame(label.Replace('/', '_'), name));

    /// <summary>The place of <see cref="LabelOf"/> among the labels; −1 where there is none.</summary>
    public static int PlaceOf(string name, IReadOnlyList<string> labels) =>
        LabelOf(name, labels) is string found ? labels.Index().First(label => label.Item == found).Index : -1;

    /// <summary>The labels, followed by the classes that they lack.</summary>
    public static IReadOnlyList<string> Grow(IReadOnlyList<string> labels, IReadOnlyList<string> classes) =>
        [.. labels, .. classes.Where(name => LabelOf(name, labels) is null)];

    /// <summary>The same data with a model's labels as classes; labels without pictures are classes too. Unchanged if a class is not a label.</summary>
    public static DataSplits InOrderOf(this DataSplits data, IReadOnlyList<string> labels)
    {
        IReadOnlyList<string> classes = data.Train.Classes;
        if (classes.SequenceEqual(labels) || classes.Any(name => LabelOf(name, labels) is null))
        {
            return data;
        }

        int[] places = [.. classes.Select(name => PlaceOf(name, labels))];
        return data with { Train = Rename(data.Train), Validation = Rename(data.Validation), Test = data.Test is null ? null : Rename(data.Test) };

        Renamed Rename(IImageSet set) => new(set, places, labels);
    }

    /// <summary>The pictures of another set with other class numbers.</summary>
    private sealed class Renamed(IImageSet source, int[] places, IReadOnlyList<string> labels) : IImageSet
    {
        public string Name => source.Name;

        public int Count => source.Count;

        public IReadOnlyList<string> Classes => labels;

        public int Label(int index) => places[source.Label(index)];

        public string Origin(int index) => source.Origin(index);

        public (int Width, int Height)? Size(int index) => source.Size(index);

        public string Fingerprint(int index) => source.Fingerprint(index);

        public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => source.Read(index, preprocessor, destination);
    }
}

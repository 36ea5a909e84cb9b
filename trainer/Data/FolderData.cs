using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Data;

/// <summary>Pictures in one folder a class: <c>DIR/train/CLASS/…</c> with <c>DIR/val/CLASS/…</c> (and optionally <c>DIR/test/CLASS/…</c>), or <c>DIR/CLASS/…</c>, which is split.</summary>
internal static class FolderData
{
    private const double UsualValidationShare = 0.2;

    /// <summary>Opens the folder.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="validationShare">Share of the training pictures to hold out where there is no <c>val</c>; null for 0.2.</param>
    /// <param name="seed">Chooses them.</param>
    /// <exception cref="InputException">It is missing, has an empty class, or classes in <c>val</c> that <c>train</c> lacks.</exception>
    public static DataSplits Open(string folder, double? validationShare, long seed)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder");
        }

        string dataset = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string license = "that of the pictures in the folder";
        string trainFolder = Path.Combine(folder, "train");
        if (!Directory.Exists(trainFolder))
        {
            FolderImageSet all = OpenSplit(dataset, folder, "train", ClassNames(folder));
            (IImageSet rest, IImageSet held) = Subset.Split(all, (int)Math.Ceiling(all.Count * (validationShare ?? UsualValidationShare)), seed, "train", "val");
            return new DataSplits(rest, held, Test: null, "rgb", license);
        }

        string[] classes = ClassNames(trainFolder);
        FolderImageSet train = OpenSplit(dataset, trainFolder, "train", classes);
        string valFolder = Path.Combine(folder, "val");
        string testFolder = Path.Combine(folder, "test");
        IImageSet? test = Directory.Exists(testFolder) ? OpenSplit(dataset, testFolder, "test", classes) : null;
        if (Directory.Exists(valFolder))
        {
            return new DataSplits(train, OpenSplit(dataset, valFolder, "val", classes), test, "rgb", license) { OwnValidation = true };
        }

        (IImageSet kept, IImageSet cut) = Subset.Split(train, (int)Math.Ceiling(train.Count * (validationShare ?? UsualValidationShare)), seed, "train", "val");
        return new DataSplits(kept, cut, test, "rgb", license);
    }

    /// <summary>Opens every picture of the folder, in any depth, without labels.</summary>
    /// <exception cref="InputException">It is missing or holds no picture.</exception>
    public static IImageSet OpenUnlabelled(string folder)
    {
        string[] files = Directory.Exists(folder) ? PictureFiles.InFolder(folder) : throw new InputException($"{folder}: no such folder");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return files.Length > 0
            ? new FolderImageSet(name, files, new int[files.Length], ["unlabelled"])
            : throw new InputException($"{folder}: holds no picture ({PictureFiles.Extensions}) in any depth");
    }

    private static string[] ClassNames(string folder)
    {
        string[] names = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        return names.Length >= 2
            ? names
            : throw new InputException($"{folder}: holds {names.Length} class folder(s); a classifier needs at least 2, one folder of pictures for each class");
    }

    private static FolderImageSet OpenSplit(string dataset, string folder, string split, string[] classes)
    {
        string[] unknown = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Except(classes, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new InputException($"{Path.Combine(folder, unknown[0])}: class '{unknown[0]}' does not exist in train; known are {string.Join(", ", classes)}");
        }

        List<string> files = [];
        List<int> labels = [];
        for (int label = 0; label < classes.Length; label++)
        {
            string classFolder = Path.Combine(folder, classes[label]);
            string[] pictures = !Directory.Exists(classFolder)
                ? []
                : PictureFiles.InFolder(classFolder);
            if (pictures.Length == 0)
            {
                throw new InputException($"{classFolder}: class '{classes[label]}' has no picture ({PictureFiles.Extensions}) in {split}; add some or remove the class");
            }

            files.AddRange(pictures);
            labels.AddRange(Enumerable.Repeat(label, pictures.Length));
        }

        return new FolderImageSet($"{dataset}/{split}", [.. files], [.. labels], classes);
    }
}

/// <summary>Picture files with labels.</summary>
internal sealed class FolderImageSet(string name, string[] files, int[] labels, IReadOnlyList<string> classes) : IImageSet
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => files.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => classes;

    /// <inheritdoc/>
    public int Label(int index) => labels[index];

    /// <inheritdoc/>
    public string Origin(int index) => files[index];

    /// <inheritdoc/>
    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) =>
        preprocessor.Run(ImageDecoder.Decode(files[index]).View, destination);
}

using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Pictures in one folder per class: <c>DIR/train/CLASS/…</c> with <c>DIR/val/CLASS/…</c> (and optionally <c>DIR/test/CLASS/…</c>), or <c>DIR/CLASS/…</c>, which is split.</summary>
internal static class FolderData
{
    private const double UsualValidationShare = 0.2;
    private const string License = "that of the pictures in the folder";

    /// <summary>Opens the folder. Without <c>val</c>, <see cref="ContentSplit"/> holds out a part of each class.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="validationShare">Share of the training pictures to hold out without <c>val</c>; null for 0.2.</param>
    /// <param name="seed">Chooses them.</param>
    /// <exception cref="InputException">It is missing, has an empty class, or classes in <c>val</c> that <c>train</c> lacks.</exception>
    public static DataSplits Open(string folder, double? validationShare, long seed) => Open(Find(folder), validationShare, seed);

    /// <summary>
    /// Opens the folder with two sets that no model of it was trained on: one compares a retrained model, one chooses its epoch.
    /// These are <c>test</c> and the validation set of <see cref="Open(string, double?, long)"/>, or the halves of the latter. If a class has
    /// too few pictures for both, its choosing pictures come out of the training set and <see cref="DataSplits.KnownChoices"/> names it.
    /// </summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="heldOutShare">The share of the old model's training; null for 0.2.</param>
    /// <param name="seed">The seed of the old model's training.</param>
    /// <exception cref="InputException">As for <see cref="Open(string, double?, long)"/>.</exception>
    public static DataSplits OpenForRetraining(string folder, double? heldOutShare, long seed)
    {
        Found found = Find(folder);
        double share = heldOutShare ?? UsualValidationShare;
        if (found.Test is not null)
        {
            return Open(found, heldOutShare, seed) with { HoldoutSha256 = Fingerprint(found.Test) };
        }

        if (found.Validation is null)
        {
            ContentSplit split = new(found.Train, seed);
            HalvedHoldout halves = split.Halve(share);
            return found.Splits(halves.Rest, halves.Choice) with
            {
                Test = new Subset($"{found.Dataset}/holdout", found.Train, halves.Comparison),
                HoldoutSha256 = split.Fingerprint(halves.Comparison),
                KnownChoices = halves.KnownChoices,
            };
        }

        ContentSplit validation = new(found.Validation, seed);
        if (validation.Halve() is var (comparison, choice))
        {
            return new DataSplits(found.Train, new Subset(found.Validation.Name, found.Validation, choice), new Subset($"{found.Dataset}/holdout", found.Validation, comparison), "rgb", License)
            {
                HoldoutSha256 = validation.Fingerprint(comparison),
            };
        }

        (int[] chosen, int[] rest) = new ContentSplit(found.Train, seed).Parts(share / 2);
        return found.Splits(rest, chosen) with { Test = found.Validation, HoldoutSha256 = Fingerprint(found.Validation), KnownChoices = found.Train.Classes };

        string Fingerprint(FolderImageSet set) => new ContentSplit(set, seed).Fingerprint(Enumerable.Range(0, set.Count));
    }

    /// <summary>Opens the folder as it is, without holding anything out.</summary>
    /// <param name="folder">Where it is.</param>
    /// <returns>The training pictures and the folder's own splits; null for missing splits.</returns>
    /// <exception cref="InputException">As for <see cref="Open(string, double?, long)"/>.</exception>
    public static (FolderImageSet Train, FolderImageSet? Validation, FolderImageSet? Test) OpenWhole(string folder)
    {
        Found found = Find(folder);
        return (found.Train, found.Validation, found.Test);
    }

    /// <summary>Opens every picture of the folder in any depth, without labels.</summary>
    /// <exception cref="InputException">It is missing or has no picture.</exception>
    public static IImageSet OpenUnlabelled(string folder)
    {
        string[] files = Directory.Exists(folder) ? PictureFiles.InFolder(folder) : throw new InputException($"{folder}: no such folder");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return files.Length > 0
            ? new FolderImageSet(name, files, new int[files.Length], ["unlabelled"])
            : throw new InputException($"{folder}: has no picture ({PictureFiles.Extensions}) in any depth");
    }

    private static DataSplits Open(Found found, double? validationShare, long seed)
    {
        if (found.Validation is not null)
        {
            return new DataSplits(found.Train, found.Validation, found.Test, "rgb", License) { OwnValidation = true };
        }

        (int[] heldOut, int[] rest) = new ContentSplit(found.Train, seed).Parts(validationShare ?? UsualValidationShare);
        return found.Splits(rest, heldOut) with { Test = found.Test };
    }

    private static Found Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder");
        }

        string dataset = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        string trainFolder = Path.Combine(folder, "train");
        if (!Directory.Exists(trainFolder))
        {
            return new Found(dataset, OpenSplit(dataset, folder, "train", ClassNames(folder)), null, null);
        }

        string[] classes = ClassNames(trainFolder);
        return new Found(dataset, OpenSplit(dataset, trainFolder, "train", classes), Other("val"), Other("test"));

        FolderImageSet? Other(string split) => Directory.Exists(Path.Combine(folder, split)) ? OpenSplit(dataset, Path.Combine(folder, split), split, classes) : null;
    }

    private static string[] ClassNames(string folder)
    {
        string[] names = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        if (names.FirstOrDefault(name => !Printable.IsName(name)) is string odd)
        {
            throw new InputException($"{Printable.Of(Path.Combine(folder, odd))}: the class name contains a control character; rename the folder");
        }

        return names.Length >= 2
            ? names
            : throw new InputException($"{folder}: has {Counted.Of(names.Length, "class folder")}; a classifier needs at least 2, one folder of pictures for each class");
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

    /// <summary>A folder's splits; null for a missing one.</summary>
    private sealed record Found(string Dataset, FolderImageSet Train, FolderImageSet? Validation, FolderImageSet? Test)
    {
        public DataSplits Splits(int[] train, int[] validation) =>
            new(new Subset($"{Dataset}/train", Train, train), new Subset($"{Dataset}/val", Train, validation), Test: null, "rgb", License);
    }
}

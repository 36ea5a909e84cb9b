using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Pictures in one folder per class, as <see cref="ClassFolders"/> reads them, for training.</summary>
internal static class FolderData
{
    private const double UsualValidationShare = 0.2;
    private const string License = "that of the pictures in the folder";

    /// <summary>Opens the folder. Without a validation set, <see cref="ContentSplit"/> holds out a part of each class.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="validationShare">Share of the training pictures to hold out without a validation set; null for 0.2.</param>
    /// <param name="seed">Chooses them.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="InputException">It is missing, has an empty class, or classes in a split that training lacks.</exception>
    public static DataSplits Open(string folder, double? validationShare, long seed, CancellationToken stop) => Open(OpenWhole(folder, stop), validationShare, seed, stop);

    /// <summary>
    /// Opens the folder with two sets that no model of it was trained on: one compares a retrained model, one chooses its epoch.
    /// These are <c>test</c> and the validation set of <see cref="Open(string, double?, long, CancellationToken)"/>, or the halves of the latter.
    /// If a class has too few pictures for both, its choosing pictures come out of the training set and <see cref="DataSplits.KnownChoices"/> names it.
    /// </summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="heldOutShare">The share of the old model's training; null for 0.2.</param>
    /// <param name="seed">The seed of the old model's training.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="InputException">As for <see cref="Open(string, double?, long, CancellationToken)"/>.</exception>
    public static DataSplits OpenForRetraining(string folder, double? heldOutShare, long seed, CancellationToken stop)
    {
        FolderSplits found = OpenWhole(folder, stop);
        double share = heldOutShare ?? UsualValidationShare;
        if (found.Test is not null)
        {
            return Open(found, heldOutShare, seed, stop) with { HoldoutSha256 = Fingerprint(found.Test) };
        }

        if (found.Validation is null)
        {
            ContentSplit split = new(found.Train, seed, stop);
            HalvedHoldout halves = split.Halve(share);
            return Divided(found, halves.Rest, halves.Choice) with
            {
                Test = new Subset($"{found.Dataset}/holdout", found.Train, halves.Comparison),
                HoldoutSha256 = split.Fingerprint(halves.Comparison),
                KnownChoices = halves.KnownChoices,
            };
        }

        ContentSplit validation = new(found.Validation, seed, stop);
        if (validation.Halve() is var (comparison, choice))
        {
            return new DataSplits(found.Train, new Subset(found.Validation.Name, found.Validation, choice), new Subset($"{found.Dataset}/holdout", found.Validation, comparison), "rgb", License)
            {
                HoldoutSha256 = validation.Fingerprint(comparison),
                Notes = found.Notes,
            };
        }

        (int[] chosen, int[] rest) = new ContentSplit(found.Train, seed, stop).Parts(share / 2);
        return Divided(found, rest, chosen) with { Test = found.Validation, HoldoutSha256 = Fingerprint(found.Validation), KnownChoices = found.Train.Classes };

        string Fingerprint(FolderImageSet set) => new ContentSplit(set, seed, stop).Fingerprint(Enumerable.Range(0, set.Count));
    }

    /// <summary>Opens the folder as it is, without holding anything out.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="InputException">As for <see cref="Open(string, double?, long, CancellationToken)"/>.</exception>
    public static FolderSplits OpenWhole(string folder, CancellationToken stop = default)
    {
        ClassFolders found = ClassFolders.Read(folder, stop).Sound();
        SplitFolder train = found.Split(SplitRole.Train, SplitRole.Whole)
            ?? throw new InputException($"{folder}: has {string.Join(" and ", found.Splits.Select(split => split.Path))} but no train; put the pictures to learn from into {Path.Combine(folder, SplitRole.Train.Name())}, a folder for each class");
        if (train.Labels.Count < 2)
        {
            throw new InputException($"{found.At(train.Path)}: has {Counted.Of(train.Labels.Count, "class folder")}; a classifier needs at least 2, one folder of pictures for each class{PassedOverText.Because(found)}");
        }

        FolderImageSet learned = Set(found, train, SplitRole.Train, train.Labels);
        if (train.Labels.Where((_, label) => !learned.Labels.Contains(label)).FirstOrDefault() is string empty)
        {
            throw new InputException($"{Path.Combine(found.At(train.Path), empty)}: class '{empty}' has no picture ({PictureFiles.Extensions}){(train.Role == SplitRole.Whole ? "" : $" in {SplitRole.Train.Name()}")}; add some or remove the class{PassedOverText.Because(found)}");
        }

        List<string> notes = [.. found.Notes];
        FolderImageSet? validation = Other(SplitRole.Validation);
        FolderImageSet? test = Other(SplitRole.Test);
        if (PassedOverText.Line(found.PassedOver) is string passedOver)
        {
            notes.Add(passedOver);
        }

        return new FolderSplits(learned, validation, test) { Dataset = found.Name, Notes = notes };

        FolderImageSet? Other(SplitRole role)
        {
            if (found.Split(role) is not SplitFolder split)
            {
                return null;
            }

            if (found.In(split).FirstOrDefault(picture => !train.Labels.Contains(picture.Label)) is ClassPicture unknown)
            {
                throw new InputException($"{Path.GetDirectoryName(found.At(unknown.Path))}: class '{unknown.Label}' does not exist in {SplitRole.Train.Name()}; known are {string.Join(", ", train.Labels)}");
            }

            FolderImageSet set = Set(found, split, role, train.Labels);
            if (set.Count == 0)
            {
                throw new InputException($"{found.At(split.Path)}: has no picture ({PictureFiles.Extensions}) in a class folder; add some or remove the folder{PassedOverText.Because(found)}");
            }

            string[] absent = [.. train.Labels.Where((_, label) => !set.Labels.Contains(label))];
            if (absent.Length > 0)
            {
                notes.Add($"{split.Path} has no picture of {DataText.Some(absent)}: {(absent.Length == 1 ? "that class is" : "these classes are")} learned, but not measured there");
            }

            return set;
        }
    }

    /// <summary>
    /// Opens the pictures that measure a model: the folder's test set, else its validation set, else all. Pictures of classes that the
    /// model lacks are left out and counted.
    /// </summary>
    /// <param name="folder">Where it is. It need not have all classes, nor training pictures.</param>
    /// <param name="labels">The model's labels.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="InputException">It is missing, or has no picture of the model's classes.</exception>
    public static MeasuredSet OpenToMeasure(string folder, IReadOnlyList<string> labels, CancellationToken stop)
    {
        ClassFolders found = ClassFolders.Read(folder, stop).Sound();
        SplitFolder split = found.Split(SplitRole.Test) ?? found.Split(SplitRole.Validation) ?? found.Splits[0];
        Dictionary<string, int> places = split.Labels.ToDictionary(name => name, name => ClassOrder.PlaceOf(name, labels));
        ILookup<int, ClassPicture> pictures = found.In(split).ToLookup(picture => places[picture.Label]);
        ClassPicture[] known = [.. Enumerable.Range(0, labels.Count).SelectMany(place => pictures[place])];
        if (known.Length == 0)
        {
            throw new InputException(
                split.Labels.Count == 0 ? $"{found.At(split.Path)}: has no class folder; a folder of pictures for each class is needed, named like the model's class ({DataText.Some(labels)}){PassedOverText.Because(found)}"
                : pictures[-1].Any() ? $"{found.At(split.Path)}: none of its classes ({DataText.Some(split.Labels)}) is one of the model's ({DataText.Some(labels)}); rename the folders, or take another model"
                : $"{found.At(split.Path)}: has no picture ({PictureFiles.Extensions}) in a class folder{PassedOverText.Because(found)}");
        }

        bool isWhole = split.Role is SplitRole.Whole or SplitRole.Train;
        string name = isWhole ? found.Name : $"{found.Name}/{split.Role.Name()}";
        FolderImageSet images = new(name, [.. known.Select(picture => found.At(picture.Path))], [.. known.Select(picture => places[picture.Label])], labels);
        return new MeasuredSet(images)
        {
            IsWhole = isWhole,
            LeftOut = [.. pictures[-1].GroupBy(picture => picture.Label).Select(group => new UnknownClass(group.Key, group.Count()))],
            Notes = PassedOverText.Line(found.PassedOver) is string line ? [.. found.Notes, line] : found.Notes,
        };
    }

    /// <summary>Opens every picture of the folder in any depth, without labels.</summary>
    /// <exception cref="InputException">It is missing or has no picture.</exception>
    public static IImageSet OpenUnlabelled(string folder, CancellationToken stop)
    {
        string[] files = Directory.Exists(folder) ? PictureFiles.InFolder(folder, stop) : throw new InputException($"{folder}: no such folder");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return files.Length > 0
            ? new FolderImageSet(name, files, new int[files.Length], ["unlabelled"])
            : throw new InputException($"{folder}: has no picture ({PictureFiles.Extensions}) in any depth");
    }

    private static DataSplits Open(FolderSplits found, double? validationShare, long seed, CancellationToken stop)
    {
        if (found.Validation is not null)
        {
            return new DataSplits(found.Train, found.Validation, found.Test, "rgb", License) { OwnValidation = true, Notes = found.Notes };
        }

        (int[] heldOut, int[] rest) = new ContentSplit(found.Train, seed, stop).Parts(validationShare ?? UsualValidationShare);
        DataSplits divided = Divided(found, rest, heldOut) with { Test = found.Test };
        string[] single = [.. found.Train.Classes.Where((_, label) => !heldOut.Any(index => found.Train.Label(index) == label))];
        return single.Length == 0 ? divided : divided with
        {
            Notes = [.. divided.Notes, $"{DataText.Some(single)}: only one picture, copies aside, which is learned; {(single.Length == 1 ? "this class is" : "these classes are")} not measured on validation pictures, so add some"],
        };
    }

    private static DataSplits Divided(FolderSplits found, int[] train, int[] validation) =>
        new(new Subset($"{found.Dataset}/train", found.Train, train), new Subset($"{found.Dataset}/val", found.Train, validation), Test: null, "rgb", License) { Notes = found.Notes };

    private static FolderImageSet Set(ClassFolders found, SplitFolder split, SplitRole role, IReadOnlyList<string> classes)
    {
        Dictionary<string, int> places = classes.Index().ToDictionary(each => each.Item, each => each.Index);
        ClassPicture[] pictures = [.. found.In(split)];
        return new FolderImageSet($"{found.Name}/{role.Name()}", [.. pictures.Select(picture => found.At(picture.Path))], [.. pictures.Select(picture => places[picture.Label])], classes);
    }
}

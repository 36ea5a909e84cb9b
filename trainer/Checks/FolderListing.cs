using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>
/// Lists the pictures of a folder in training's layout (<see cref="FolderData"/>). Reports empty classes, classes that a split
/// lacks, and files that are not pictures, instead of refusing them.
/// </summary>
internal sealed class FolderListing : ICheckedPictures
{
    /// <summary>The only split of a folder that training divides by its seed.</summary>
    public const string Undivided = "all";

    private static readonly string[] splitFolders = ["train", "val", "test"];

    private readonly string folder;
    private readonly Entry[] entries;
    private readonly Lazy<HashSet<string>> heldOut; // reads every file

    private FolderListing(string folder, string[] splits, string[] classes, Entry[] entries, long seed)
    {
        (this.folder, Splits, Classes, this.entries) = (folder, splits, classes, entries);
        heldOut = new Lazy<HashSet<string>>(() => HeldOut(folder, seed));
    }

    private readonly record struct Entry(string Path, int Split, int Label);

    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    public int Count => entries.Length;

    public IReadOnlyList<string> Classes { get; }

    public IReadOnlyList<string> Splits { get; }

    /// <summary>Lists a folder; <paramref name="seed"/> is the training's, which holds out pictures without <c>val</c>.</summary>
    /// <exception cref="InputException">It is missing, cannot be read, or has no picture in a class folder.</exception>
    public static CheckedData Open(string folder, long seed)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder; give one with a folder of pictures for each class, or {DataSource.Forms}");
        }

        string[] divided = Directory.Exists(Path.Combine(folder, splitFolders[0])) ? [.. splitFolders.Where(name => Directory.Exists(Path.Combine(folder, name)))] : [];
        string[] splits = divided.Length > 0 ? divided : [Undivided];
        string[] roots = divided.Length > 0 ? [.. divided.Select(name => Path.Combine(folder, name))] : [folder];
        string[] classes = [.. roots.SelectMany(SubfolderNames).Distinct().Order(StringComparer.Ordinal)];
        List<Entry> entries = [];
        List<FileFinding> passedOver = [];
        for (int split = 0; split < roots.Length; split++)
        {
            for (int label = 0; label < classes.Length; label++)
            {
                string classFolder = Path.Combine(roots[split], classes[label]);
                foreach (string file in Directory.Exists(classFolder) ? PictureFiles.AllInFolder(classFolder) : [])
                {
                    if (PictureFiles.IsVisible(file))
                    {
                        entries.Add(new Entry(file, split, label));
                    }
                    else
                    {
                        passedOver.Add(NotRead(file, Path.GetRelativePath(folder, file)));
                    }
                }
            }

            passedOver.AddRange(LoosePictures(roots[split]).Select(file => new FileFinding(Path.GetRelativePath(folder, file), FileFault.PassedOver, "is in no class folder")));
        }

        if (divided.Length > 0)
        {
            passedOver.AddRange(SubfolderNames(folder).Except(splitFolders, StringComparer.Ordinal).Select(name => new FileFinding($"{name}/", FileFault.PassedOver, $"is not one of {string.Join(", ", splitFolders)}")));
            passedOver.AddRange(LoosePictures(folder).Select(file => new FileFinding(Path.GetRelativePath(folder, file), FileFault.PassedOver, "is in no class folder")));
        }

        return entries.Count > 0
            ? new CheckedData(new FolderListing(folder, splits, classes, [.. entries], seed), "rgb", Size: null, passedOver)
            : throw new InputException($"{folder}: has no picture ({PictureFiles.Extensions}) in a class folder; make one folder of pictures for each class, in it or in its folder train");
    }

    public int Label(int index) => entries[index].Label;

    public int Split(int index) => entries[index].Split;

    public bool IsHeldOut(int index) => heldOut.Value.Contains(entries[index].Path);

    public string Origin(int index) => entries[index].Path;

    public string PathInData(int index) => Path.GetRelativePath(folder, entries[index].Path);

    public string? File(int index) => entries[index].Path;

    public DecodedImage Decode(int index) => ImageDecoder.Decode(entries[index].Path);

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => preprocessor.Run(Decode(index).View, destination);

    private static HashSet<string> HeldOut(string folder, long seed)
    {
        try
        {
            DataSplits splits = DataSource.Open($"folder:{folder}", seed);
            return splits.OwnValidation ? [] : [.. Enumerable.Range(0, splits.Validation.Count).Select(splits.Validation.Origin)];
        }
        catch (InputException)
        {
            return []; // training refuses the folder; other findings say why
        }
    }

    private static IEnumerable<string> SubfolderNames(string folder) =>
        Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal);

    private static IEnumerable<string> LoosePictures(string folder) =>
        Directory.EnumerateFiles(folder).Where(PictureFiles.IsVisible).Order(StringComparer.Ordinal);

    private static FileFinding NotRead(string file, string path)
    {
        PictureKind? kind = PictureKind.OfFile(file);
        string reason = kind is null ? "does not have a picture's extension"
            : kind.IsRead ? $"is a {kind.Name} picture, but its name does not end in {kind.Extensions[0]}; rename it to have it read"
            : $"is a {kind.Name} picture, which is not read; convert it to JPEG or PNG";
        return new FileFinding(path, FileFault.PassedOver, reason);
    }
}

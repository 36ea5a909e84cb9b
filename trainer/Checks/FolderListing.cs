using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>
/// The pictures of a folder as training reads them (<see cref="ClassFolders"/>), with what training refuses: empty classes, classes
/// that a split lacks, names that cannot be told apart.
/// </summary>
internal sealed class FolderListing : ICheckedPictures
{
    private readonly ClassFolders folder;
    private readonly int[] splits;
    private readonly int[] labels;
    private readonly Lazy<HashSet<string>> heldOut; // reads every file

    private FolderListing(ClassFolders folder, long seed, CancellationToken stop)
    {
        this.folder = folder;
        Dictionary<string, int> places = folder.Labels.Index().ToDictionary(each => each.Item, each => each.Index);
        splits = [.. folder.Pictures.Select(picture => folder.Splits.Index().First(split => split.Item == picture.Split).Index)];
        labels = [.. folder.Pictures.Select(picture => places[picture.Label])];
        heldOut = new Lazy<HashSet<string>>(() => HeldOut(folder.Folder, seed, stop));
    }

    public string Name => folder.Name;

    public int Count => folder.Pictures.Count;

    public IReadOnlyList<string> Classes => folder.Labels;

    public IReadOnlyList<string> Splits => [.. folder.Splits.Select((split, i) => folder.Splits.Take(i).Any(other => other.Role == split.Role) ? split.Path : split.Role.Name())];

    /// <summary>Lists a folder; <paramref name="seed"/> is the training's, which holds out pictures without a validation set.</summary>
    /// <exception cref="InputException">It is missing, cannot be read, or has no picture in a class folder.</exception>
    public static CheckedData Open(string folder, long seed, CancellationToken stop)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: no such folder; give one with a folder of pictures for each class, or {DataSource.Forms}");
        }

        ClassFolders found = ClassFolders.Read(folder, stop);
        found = found.Pictures.Count > 0 ? found : found.Sound(); // the layout is why
        return found.Pictures.Count > 0
            ? new CheckedData(new FolderListing(found, seed, stop), "rgb", Size: null, [.. found.PassedOver.Select(each => new FileFinding(each.Path, FileFault.PassedOver, PassedOverText.Reason(each)))])
            {
                Layout = [.. found.Faults.Select(fault => new ClassFinding(fault.Path.Length == 0 ? found.Name : fault.Path, found.Splits[0].Role.Name(), fault.Reason))],
                Notes = found.Notes,
            }
            : throw new InputException($"{folder}: has no picture ({PictureFiles.Extensions}) in a class folder; make one folder of pictures for each class, in it or in its folder train{PassedOverText.Because(found)}");
    }

    public int Label(int index) => labels[index];

    public int Split(int index) => splits[index];

    public bool IsHeldOut(int index) => heldOut.Value.Contains(Origin(index));

    public string Origin(int index) => folder.At(folder.Pictures[index].Path);

    public string PathInData(int index) => folder.Pictures[index].Path;

    public string? File(int index) => Origin(index);

    public DecodedImage Decode(int index) => ImageDecoder.Decode(Origin(index));

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => preprocessor.Run(Decode(index).View, destination);

    private static HashSet<string> HeldOut(string folder, long seed, CancellationToken stop)
    {
        try
        {
            DataSplits splits = FolderData.Open(folder, validationShare: null, seed, stop);
            return splits.OwnValidation ? [] : [.. Enumerable.Range(0, splits.Validation.Count).Select(splits.Validation.Origin)];
        }
        catch (InputException)
        {
            return []; // training refuses the folder; other findings say why
        }
    }
}

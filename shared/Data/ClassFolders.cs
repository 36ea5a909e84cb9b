using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>
/// A folder of pictures by class as every verb reads it: <c>DIR/train/CLASS/…</c> with <c>DIR/val/CLASS/…</c> and
/// <c>DIR/test/CLASS/…</c>, or <c>DIR/CLASS/…</c>. Lists also what training refuses, for <c>data check</c>.
/// </summary>
/// <param name="Folder">The folder.</param>
/// <param name="Splits">Its splits: train, val, test as far as they exist, or the whole.</param>
/// <param name="Labels">The classes of all splits, in ordinal order.</param>
/// <param name="Pictures">All pictures in class folders, by split and class.</param>
/// <param name="PassedOver">What is not read.</param>
/// <param name="Faults">Why training refuses the folder.</param>
/// <param name="Notes">Names that are read as one, a line each.</param>
internal sealed record ClassFolders(
    string Folder,
    IReadOnlyList<SplitFolder> Splits,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ClassPicture> Pictures,
    IReadOnlyList<PassedOver> PassedOver,
    IReadOnlyList<LayoutFault> Faults,
    IReadOnlyList<string> Notes)
{
    /// <summary>Name of the data set: the folder's.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder)));

    /// <summary>Lists a folder, each file once.</summary>
    /// <exception cref="InputException">It is missing or cannot be read.</exception>
    public static ClassFolders Read(string folder, CancellationToken stop) =>
        new FolderLayout(Directory.Exists(folder) ? PictureFiles.Find(folder, stop) : throw new InputException($"{folder}: no such folder")).Read();

    /// <summary>The same folder.</summary>
    /// <exception cref="InputException">Training refuses it; the first reason.</exception>
    public ClassFolders Sound() => Faults.Count == 0 ? this : throw new InputException($"{Printable.Of(At(Faults[0].Path))}: {Faults[0].Reason}");

    /// <summary>The split of a role; null where there is none.</summary>
    public SplitFolder? Split(params ReadOnlySpan<SplitRole> roles)
    {
        foreach (SplitFolder split in Splits)
        {
            if (roles.Contains(split.Role))
            {
                return split;
            }
        }

        return null;
    }

    /// <summary>The pictures of a split.</summary>
    public IEnumerable<ClassPicture> In(SplitFolder split) => Pictures.Where(picture => picture.Split == split);

    /// <summary>The full path of a relative one.</summary>
    public string At(string path) => path.Length == 0 ? Folder : Path.Combine(Folder, path);
}

/// <summary>A split's folder.</summary>
/// <param name="Role">Its use.</param>
/// <param name="Path">Relative to the data; empty for the whole.</param>
/// <param name="Labels">Its classes, also those without pictures.</param>
internal sealed record SplitFolder(SplitRole Role, string Path, IReadOnlyList<string> Labels);

/// <summary>A picture in a class folder.</summary>
/// <param name="Path">Relative to the data.</param>
/// <param name="Split">Its split.</param>
/// <param name="Label">Its class.</param>
internal sealed record ClassPicture(string Path, SplitFolder Split, string Label);

/// <summary>Why training refuses a folder.</summary>
/// <param name="Path">The place, relative to the data.</param>
/// <param name="Reason">The reason, and what to do.</param>
internal sealed record LayoutFault(string Path, string Reason);

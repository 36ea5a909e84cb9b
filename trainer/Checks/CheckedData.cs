using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Checks;

/// <summary>A data set to check.</summary>
/// <param name="Pictures">All pictures of all splits.</param>
/// <param name="Color"><c>gray</c> or <c>rgb</c>.</param>
/// <param name="Size">Pixels a side if all pictures have one size; otherwise null.</param>
/// <param name="PassedOver">Other files, which are not read.</param>
internal sealed record CheckedData(ICheckedPictures Pictures, string Color, int? Size, IReadOnlyList<FileFinding> PassedOver)
{
    /// <summary>Why training refuses the folder's layout.</summary>
    public IReadOnlyList<ClassFinding> Layout { get; init; } = [];

    /// <summary>Names that are read as one, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Opens a folder, or any form of <c>--data</c>. Accepts faulty pictures and classes.</summary>
    /// <param name="data">A folder or one of <see cref="DataSource.Forms"/>.</param>
    /// <param name="seed">Cuts a missing validation set as training with this seed does.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="UsageException">The text lacks the folder of a known data set.</exception>
    /// <exception cref="InputException">There is no such data, or nothing to check in it.</exception>
    public static CheckedData Open(string data, long seed, CancellationToken stop = default)
    {
        if (DataSource.FolderOf(data) is string folder)
        {
            return FolderListing.Open(folder, seed, stop);
        }

        if (!DataSource.Kinds.Contains(data.Split(':', 2)[0]))
        {
            return FolderListing.Open(data, seed, stop);
        }

        DataSplits splits = DataSource.Open(data, seed, stop: stop);
        return new CheckedData(new KnownPictures(splits), splits.Color, splits.Size, PassedOver: []);
    }
}

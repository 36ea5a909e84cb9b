using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Checks;

/// <summary>A data set to check.</summary>
/// <param name="Pictures">All pictures of all splits.</param>
/// <param name="Color"><c>gray</c> or <c>rgb</c>.</param>
/// <param name="Size">Pixels a side where all pictures have one size; null where each has its own.</param>
/// <param name="PassedOver">What lies beside the pictures and is not read.</param>
internal sealed record CheckedData(ICheckedPictures Pictures, string Color, int? Size, IReadOnlyList<FileFinding> PassedOver)
{
    private const string FolderKind = "folder:";

    /// <summary>Opens a folder, or what <c>--data</c> of the other verbs takes, without refusing what is wrong with single pictures or classes.</summary>
    /// <param name="data">A folder or one of <see cref="DataSource.Forms"/>.</param>
    /// <param name="seed">Cuts the validation set where the data has none, as training with this seed does.</param>
    /// <exception cref="UsageException">The folder of a known kind of data is missing in the text.</exception>
    /// <exception cref="InputException">There is no such data, or nothing in it that could be checked.</exception>
    public static CheckedData Open(string data, long seed)
    {
        if (data.StartsWith(FolderKind, StringComparison.Ordinal) && data.Length > FolderKind.Length)
        {
            return FolderListing.Open(data[FolderKind.Length..], seed);
        }

        if (!DataSource.Kinds.Contains(data.Split(':', 2)[0]))
        {
            return FolderListing.Open(data, seed);
        }

        DataSplits splits = DataSource.Open(data, seed);
        return new CheckedData(new KnownPictures(splits), splits.Color, splits.Size, PassedOver: []);
    }
}

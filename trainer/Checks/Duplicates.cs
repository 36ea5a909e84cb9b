using System.Numerics;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Groups copies of pictures.</summary>
internal static class Duplicates
{
    /// <summary>Joins pictures with the same file, the same pixels, or a similar look.</summary>
    /// <param name="scan">All pictures.</param>
    /// <param name="count">Number of pictures, including unreadable ones.</param>
    /// <param name="distance">Bits by which perceptual hashes may differ.</param>
    /// <param name="stop">Checked between pictures.</param>
    public static Partition Join(PictureScan scan, int count, int distance, CancellationToken stop)
    {
        Partition joined = new(count);
        Dictionary<UInt128, int> byPixels = [];
        foreach (int index in scan.Readable)
        {
            if (!byPixels.TryAdd(scan[index].PixelHash, index))
            {
                joined.Union(byPixels[scan[index].PixelHash], index);
            }
        }

        // One of each group of equal pictures, without blank ones: they have no structure to compare.
        int[] different = [.. byPixels.Values.Where(index => !scan[index].IsBlank).Order()];
        NearPictures.Join(scan, different, distance, joined, stop);
        return joined;
    }

    /// <summary>The groups of more than one picture: those across splits first, then those with several labels, then the larger ones.</summary>
    public static IReadOnlyList<DuplicateGroup> Describe(ICheckedPictures pictures, PictureScan scan, Partition joined) =>
    [
        .. scan.Readable.GroupBy(joined.Find)
            .Where(members => members.Skip(1).Any())
            .Select(members => Describe(pictures, scan, [.. members]))
            .OrderByDescending(group => group.Leak)
            .ThenByDescending(group => group.Conflict)
            .ThenByDescending(group => group.Pictures.Count)
            .ThenBy(group => group.Pictures[0].Picture.Index),
    ];

    private static DuplicateGroup Describe(ICheckedPictures pictures, PictureScan scan, int[] members)
    {
        PictureFacts first = scan[members[0]];
        Duplicate[] duplicates =
        [
            .. members.Select(index => new Duplicate(
                PictureRef.To(pictures, index),
                Sameness(first, scan[index]),
                BitOperations.PopCount(first.Hash ^ scan[index].Hash),
                first.PixelHash == scan[index].PixelHash ? 1 : NearPictures.Correlation(scan.Luma(members[0]), scan.Luma(index)))),
        ];
        bool parted = members.Where(index => pictures.Split(index) == 0).Select(pictures.IsHeldOut).Distinct().Count() > 1;
        return new DuplicateGroup(
            Exact: duplicates.All(each => each.Same != DuplicateKind.Near),
            Leak: parted || members.Select(pictures.Split).Distinct().Count() > 1,
            Conflict: members.Select(pictures.Label).Distinct().Count() > 1,
            parted,
            duplicates);
    }

    private static DuplicateKind Sameness(PictureFacts first, PictureFacts other) =>
        first.PixelHash != other.PixelHash ? DuplicateKind.Near
        : first.FileHash is UInt128 file && file == other.FileHash ? DuplicateKind.File
        : DuplicateKind.Pixels;
}

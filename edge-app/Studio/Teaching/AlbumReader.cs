using System.Diagnostics.CodeAnalysis;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>
/// Reads an album into snapshots. Features of known pictures come from the album; those of others are computed in portions. One thread,
/// except for <see cref="Expect"/>.
/// </summary>
/// <param name="album">The pictures.</param>
/// <param name="network">Gives the features.</param>
internal sealed class AlbumReader(Album album, StudioNetwork network)
{
    private const int NamedFaults = 5;
    private readonly Lock gate = new();
    private readonly Dictionary<string, float[]> exact = []; // by hash
    private readonly Dictionary<string, float[]> expected = [];
    private readonly Dictionary<string, string> faults = []; // by hash
    private readonly HashSet<string> absent = []; // hashes that the album has no features of
    private readonly HashSet<string> gone = []; // paths that were moved or deleted since the last scan
    private readonly LikeIndex like = new();
    private IReadOnlyList<AlbumPicture> pictures = [];
    private IReadOnlyList<string> folders = [];
    private List<string> problems = [];
    private PictureSnapshot last = PictureSnapshot.Empty;

    /// <summary>Folders with pictures or for them, of the last <see cref="Scan"/>, relative to the album.</summary>
    public IReadOnlyList<string> Folders { get; private set; } = [];

    /// <summary>The classes of a folder.</summary>
    /// <exception cref="InputException">The folder cannot be read, or is one of splits.</exception>
    public static ClassFolders Classes(string folder, CancellationToken stop)
    {
        ClassFolders found = ClassFolders.Read(folder, stop);
        if (found.Splits[0].Role == SplitRole.Whole)
        {
            return found;
        }

        string[] splits = [.. found.Splits.Select(split => split.Path)];
        throw new InputException($"{folder}: has the {(splits.Length == 1 ? "split" : "splits")} {string.Join(" and ", splits)}; studio teaches with class folders alone: name {Path.Combine(folder, splits[0])} with --data");
    }

    /// <summary>Takes the running network's features of a picture that was just stored, until those of its file are computed.</summary>
    public void Expect(string sha256, float[] features)
    {
        lock (gate)
        {
            expected[sha256] = features;
        }
    }

    /// <summary>Reads the names and hashes of all pictures.</summary>
    /// <exception cref="InputException">The folder cannot be read, or is one of splits.</exception>
    public void Scan(CancellationToken stop)
    {
        gone.Clear();
        ClassFolders found = Classes(album.Folder, stop);
        problems = [.. found.Faults.Select(fault => $"{Printable.Of(found.At(fault.Path))}: {fault.Reason}")];
        pictures = album.Scan(found.Pictures.Select(picture => (picture.Path, picture.Label)), problems.Add);
        folders = found.Labels;
        Folders = [.. found.Splits[0].Labels.Concat(found.Pictures.Select(picture => Path.GetDirectoryName(picture.Path)!)).Distinct()];
    }

    /// <summary>Computes features that are missing, until <paramref name="patience"/> is over.</summary>
    /// <param name="onlyUnknown">Whether the running network's features are good enough for now.</param>
    /// <param name="patience">Checked after each picture.</param>
    /// <param name="stop">Likewise.</param>
    /// <returns>Whether any was computed or found unreadable.</returns>
    public bool Compute(bool onlyUnknown, Func<bool> patience, CancellationToken stop)
    {
        bool any = false;
        foreach (AlbumPicture picture in pictures.Where(picture => IsMissing(picture) && !(onlyUnknown && IsExpected(picture))))
        {
            if (stop.IsCancellationRequested || (any && !patience()))
            {
                break;
            }

            any = true;
            Learn(picture);
        }

        return any;
    }

    /// <summary>The snapshot of what was read; the last one if nothing changed.</summary>
    public PictureSnapshot Snapshot()
    {
        List<(AlbumPicture Picture, float[] Features)> rows = [];
        (int waiting, bool isExact) = (0, true);
        lock (gate)
        {
            foreach (AlbumPicture picture in pictures)
            {
                if (exact.TryGetValue(picture.Sha256, out float[]? features) || Known(picture, out features))
                {
                    rows.Add((picture, features));
                }
                else if (!faults.ContainsKey(picture.Sha256) && expected.TryGetValue(picture.Sha256, out features))
                {
                    isExact = false;
                    rows.Add((picture, features));
                }
                else if (!faults.ContainsKey(picture.Sha256))
                {
                    waiting++;
                }
            }
        }

        string[] classes = [.. rows.Select(row => row.Picture.Label).Distinct().Order(StringComparer.Ordinal)];
        float[] values = new float[rows.Count * network.Width];
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Features.CopyTo(values, i * network.Width);
        }

        FeatureTable table = new(values, [.. rows.Select(row => Array.BinarySearch(classes, row.Picture.Label, StringComparer.Ordinal))], classes.Length);
        AlbumPicture[] learned = [.. rows.Select(row => row.Picture)];
        List<string> told = Problems();
        if (last.Generation > 0 && waiting == last.Waiting && isExact == last.IsExact && learned.SequenceEqual(last.Pictures) && folders.SequenceEqual(last.Folders) && told.SequenceEqual(last.Problems) && values.AsSpan().SequenceEqual(last.Features.Values))
        {
            return last;
        }

        return last = new PictureSnapshot
        {
            Generation = last.Generation + 1,
            Pictures = learned,
            Features = table,
            Classes = classes,
            Folders = folders,
            Groups = like.Groups(table, [.. learned.Select(picture => picture.Sha256)]),
            Waiting = waiting,
            IsExact = isExact,
            Problems = told,
        };
    }

    private bool IsMissing(AlbumPicture picture) => !exact.ContainsKey(picture.Sha256) && !faults.ContainsKey(picture.Sha256) && !gone.Contains(picture.Path) && !Known(picture, out _);

    private bool IsExpected(AlbumPicture picture)
    {
        lock (gate)
        {
            return expected.ContainsKey(picture.Sha256);
        }
    }

    /// <summary>Finds features that an earlier run computed.</summary>
    private bool Known(AlbumPicture picture, [NotNullWhen(true)] out float[]? features)
    {
        features = absent.Contains(picture.Sha256) ? null : album.Features(picture, network.Key);
        if (features?.Length == network.Width && features.All(float.IsFinite))
        {
            exact[picture.Sha256] = features;
            return true;
        }

        absent.Add(picture.Sha256);
        features = null;
        return false;
    }

    private void Learn(AlbumPicture picture)
    {
        string file = Path.Combine(album.Folder, picture.Path);
        try
        {
            float[] features = network.Features(ImageDecoder.Decode(file).View);
            album.PutFeatures(picture, network.Key, features);
            exact[picture.Sha256] = features;
            absent.Remove(picture.Sha256);
        }
        catch (InputException) when (!File.Exists(file))
        {
            gone.Add(picture.Path); // the next scan finds it elsewhere, or not at all
            return;
        }
        catch (InputException e)
        {
            faults[picture.Sha256] = e.Message; // of this content: a repaired file has another
        }

        lock (gate)
        {
            expected.Remove(picture.Sha256);
        }
    }

    private List<string> Problems()
    {
        string[] unreadable = [.. pictures.Where(picture => faults.ContainsKey(picture.Sha256)).Select(picture => faults[picture.Sha256])];
        List<string> told = [.. problems, .. unreadable.Take(NamedFaults).Select(fault => $"left out: {Printable.Of(fault)}")];
        if (unreadable.Length > NamedFaults)
        {
            told.Add($"left out: {unreadable.Length - NamedFaults} more");
        }

        return told;
    }
}

using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// Finds picture files, for training and for inference alike. A picture's extension is believed, since a damaged picture must be
/// named; the content of other files decides.
/// </summary>
internal static class PictureFiles
{
    private static readonly string[] extensions = [.. PictureKind.Read.SelectMany(kind => kind.Extensions)];

    /// <summary>The usual extensions of pictures, for messages.</summary>
    public const string Extensions = ".jpg .jpeg .png .webp .bmp .gif";

    /// <summary>Whether a file's name has a picture's extension, in any case.</summary>
    public static bool HasExtension(string path) => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a regular file is read as a picture.</summary>
    public static bool IsPicture(string path) => HasExtension(path) || PictureKind.OfFile(path) is { IsRead: true };

    /// <summary>The pictures of a folder in all depths, in natural order; see <see cref="FolderWalk"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="InputException">The folder, or one in it, cannot be read.</exception>
    public static FoundPictures Find(string folder, CancellationToken stop)
    {
        WalkedFolder walked = FolderWalk.Run(folder, IgnoredNames.Contain, stop);
        List<string> pictures = [];
        List<PassedOver> passedOver = [.. walked.Odd.Select(each => new PassedOver(each.Path, Reason(each)))];
        foreach (string file in walked.Files)
        {
            stop.ThrowIfCancellationRequested();
            PictureKind? kind = null;
            if (HasExtension(file) || (kind = PictureKind.OfFile(Path.Combine(folder, file))) is { IsRead: true })
            {
                pictures.Add(file);
            }
            else
            {
                passedOver.Add(kind is null ? new PassedOver(file, PassedOverReason.NoPicture) : new PassedOver(file, PassedOverReason.OtherFormat, kind.Name));
            }
        }

        return new FoundPictures(folder, pictures, walked.Folders, passedOver);
    }

    /// <summary>The full paths of these pictures.</summary>
    /// <exception cref="InputException">The folder, or one in it, cannot be read.</exception>
    public static string[] InFolder(string folder, CancellationToken stop = default)
    {
        FoundPictures found = Find(folder, stop);
        return [.. found.Pictures.Select(found.At)];
    }

    /// <summary>The pictures of one folder whose names match a pattern with <c>*</c> and <c>?</c>, in natural order.</summary>
    /// <exception cref="InputException">The folder cannot be read.</exception>
    public static string[] Matching(string folder, string pattern)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, pattern)
                    .Where(path => !IgnoredNames.Contain(Path.GetFileName(path)) && FileStatus.Of(path).Kind == PathKind.Regular && IsPicture(path))
                    .Order(NaturalOrder.Instance),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be searched ({e.Message})", e);
        }
    }

    private static PassedOverReason Reason(OddPath odd) => odd.Kind switch
    {
        PathKind.Missing when odd.Path.Contains('\ufffd', StringComparison.Ordinal) => PassedOverReason.NotUtf8,
        PathKind.Missing => PassedOverReason.BrokenLink,
        PathKind.Folder => PassedOverReason.ReadAlready,
        _ => PassedOverReason.Special,
    };
}

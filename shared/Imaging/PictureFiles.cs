namespace EdgeResNet.Shared.Imaging;

/// <summary>Which files are pictures: the same for training data and for what is looked at later.</summary>
public static class PictureFiles
{
    private static readonly string[] extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    // Hidden files are left out: macOS leaves a ._a.jpg beside an a.jpg on foreign disks, which is no picture.
    private static readonly EnumerationOptions visible = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>What the names of pictures end in, for messages.</summary>
    public static string Extensions { get; } = string.Join(" ", extensions);

    /// <summary>Whether a file's name ends as that of a picture does, in capitals or not.</summary>
    public static bool HasExtension(string path) => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file that was found, not named, counts as a picture: it ends as one does and is not hidden.</summary>
    public static bool IsVisible(string path) => HasExtension(path) && !Path.GetFileName(path).StartsWith('.');

    /// <summary>The pictures of a folder in all depths, in the ordinal order of their paths; without hidden files and folders.</summary>
    /// <exception cref="InputException">The folder, or one in it, cannot be read.</exception>
    public static string[] InFolder(string folder) => [.. AllInFolder(folder).Where(IsVisible)];

    /// <summary>The same with the files whose names are not those of pictures.</summary>
    /// <exception cref="InputException">The folder, or one in it, cannot be read.</exception>
    public static string[] AllInFolder(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", visible).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be searched ({e.Message})", e);
        }
    }
}

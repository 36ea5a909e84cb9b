namespace EdgeResNet.Shared.Imaging;

/// <summary>Decides which files are pictures, for training and for inference alike.</summary>
public static class PictureFiles
{
    private static readonly string[] extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    // Skips hidden files: macOS leaves a ._a.jpg, not a picture, beside an a.jpg on foreign disks.
    private static readonly EnumerationOptions visible = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>The extensions of pictures, for messages.</summary>
    public static string Extensions { get; } = string.Join(" ", extensions);

    /// <summary>Whether a file's name has a picture's extension, in any case.</summary>
    public static bool HasExtension(string path) => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a found file counts as a picture: it has a picture's extension and is not hidden.</summary>
    public static bool IsVisible(string path) => HasExtension(path) && !Path.GetFileName(path).StartsWith('.');

    /// <summary>The pictures of a folder in all depths, in ordinal order of their paths, without hidden files and folders.</summary>
    /// <exception cref="InputException">The folder, or one in it, cannot be read.</exception>
    public static string[] InFolder(string folder) => [.. AllInFolder(folder).Where(IsVisible)];

    /// <summary>The same, including files without a picture's extension.</summary>
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

using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>The picture files that a path names.</summary>
internal static class PicturePaths
{
    private static readonly string[] extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file's name is that of a picture.</summary>
    public static bool IsPicture(string path) => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Files as they are given, folders by their pictures in all depths, in the order of their names.</summary>
    /// <exception cref="InputException">A folder cannot be read, or there is no picture at all.</exception>
    public static List<string> Expand(IReadOnlyList<string> paths)
    {
        List<string> pictures = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                pictures.AddRange(InFolder(path));
            }
            else
            {
                pictures.Add(path); // whether it exists is found out, and said, in its turn
            }
        }

        return pictures.Count > 0
            ? pictures
            : throw new InputException($"no pictures in {string.Join(", ", paths)}; looked for {string.Join(" ", extensions)}");
    }

    private static List<string> InFolder(string folder)
    {
        try
        {
            List<string> found = [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false })
                .Where(IsPicture)];
            found.Sort(StringComparer.Ordinal);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: cannot be searched ({e.Message})", e);
        }
    }
}

using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>The picture files that a path names.</summary>
internal static class PicturePaths
{
    /// <summary>Keeps files and replaces folders by all pictures below them, sorted by name.</summary>
    /// <exception cref="InputException">A folder cannot be read, or there is no picture.</exception>
    public static List<string> Expand(IReadOnlyList<string> paths)
    {
        List<string> pictures = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                pictures.AddRange(PictureFiles.InFolder(path));
            }
            else
            {
                pictures.Add(path); // a missing file is reported in its turn
            }
        }

        return pictures.Count > 0
            ? pictures
            : throw new InputException($"no pictures in {string.Join(", ", paths)}; looked for {PictureFiles.Extensions}");
    }
}

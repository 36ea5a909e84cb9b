using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>The picture files that a path names.</summary>
internal static class PicturePaths
{
    /// <summary>Files as they are given, folders by their pictures in all depths, in the order of their names.</summary>
    /// <exception cref="InputException">A folder cannot be read, or there is no picture at all.</exception>
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
                pictures.Add(path); // whether it exists is found out, and said, in its turn
            }
        }

        return pictures.Count > 0
            ? pictures
            : throw new InputException($"no pictures in {string.Join(", ", paths)}; looked for {PictureFiles.Extensions}");
    }
}

using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>The picture files that a path names.</summary>
internal static class PicturePaths
{
    /// <summary>Keeps files and replaces folders by all pictures below them, in natural order.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="report">Receives a line for each folder with files that are passed over; null for none.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="InputException">A folder cannot be read, or there is no picture.</exception>
    public static List<string> Expand(IReadOnlyList<string> paths, Action<string>? report, CancellationToken stop)
    {
        List<string> pictures = [];
        List<PassedOver> passedOver = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                FoundPictures found = PictureFiles.Find(path, stop);
                pictures.AddRange(found.Pictures.Select(found.At));
                passedOver.AddRange(found.PassedOver);
            }
            else
            {
                pictures.Add(path); // a missing file is reported in its turn
            }
        }

        string? line = PassedOverText.Line(passedOver);
        if (pictures.Count == 0)
        {
            throw new InputException($"no pictures in {string.Join(", ", paths)}; looked for {PictureFiles.Extensions}{(line is null ? "" : $" ({line})")}");
        }

        if (line is not null)
        {
            report?.Invoke(line);
        }

        return pictures;
    }
}

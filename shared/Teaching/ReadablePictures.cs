using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A folder of readable pictures for the trainer's <c>train</c>. It refuses unreadable pictures, which <c>teach</c> leaves out.</summary>
internal static class ReadablePictures
{
    /// <summary>The folder itself, or links to its readable pictures under the same names if some are unreadable.</summary>
    /// <param name="folder">Pictures by class, with splits or without.</param>
    /// <param name="place">Place for a folder of links.</param>
    /// <param name="stop">Checked between pictures.</param>
    public static string Of(string folder, string place, CancellationToken stop)
    {
        (FolderImageSet train, FolderImageSet? validation, FolderImageSet? test) = FolderData.OpenWhole(folder, stop);
        string[] files = [.. train.Files, .. validation?.Files ?? [], .. test?.Files ?? []];
        bool[] readable = new bool[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = stop }, index => readable[index] = IsReadable(files[index]));
        if (!readable.Contains(false))
        {
            return folder;
        }

        string links = Path.Combine(place, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        foreach (string file in files.Where((_, index) => readable[index]))
        {
            string link = Path.Combine(links, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetFullPath(file));
        }

        return links;
    }

    private static bool IsReadable(string file)
    {
        try
        {
            ImageDecoder.Decode(file);
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }
}

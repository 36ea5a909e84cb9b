using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Replacing;

/// <summary>What changes when another bundle lies at a path: the target of its links, and identity, size and time of its files.</summary>
internal static class BundleStamp
{
    private const int MostFiles = 64; // a bundle has a handful

    /// <summary>The stamp now; null while nothing is there.</summary>
    public static string? Of(string path)
    {
        try
        {
            string real = RealPath.Of(path);
            if (File.Exists(real))
            {
                return Line(real, new FileInfo(real));
            }

            if (!Directory.Exists(real))
            {
                return null;
            }

            StringBuilder stamp = new(real);
            foreach (FileInfo file in new DirectoryInfo(real).EnumerateFiles().Take(MostFiles).OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                stamp.Append('\n').Append(Line(file.Name, file));
            }

            return stamp.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it goes away at this moment
        }
    }

    private static string Line(string name, FileInfo file)
    {
        FileStatus status = FileStatus.Of(file.FullName);
        return string.Create(CultureInfo.InvariantCulture, $"{name}|{status.Device}|{status.Inode}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
    }
}

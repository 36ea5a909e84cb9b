namespace EdgeResNet.Shared.Files;

/// <summary>Where a path leads, as <c>realpath</c>(3) has it, also for a file that is yet to be written.</summary>
public static class RealPath
{
    private const int MostLinks = 40; // as many as Linux follows

    /// <summary>The full path without symbolic links. Those below <c>/proc</c> stay, since they name open files and not paths; so does one that leads in a circle.</summary>
    public static string Of(string path) => Of(path, MostLinks);

    private static string Of(string path, int links)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not string folder)
        {
            return full; // the root
        }

        string real = Path.Combine(Of(folder, links), Path.GetFileName(full));
        return links > 0 && new FileInfo(real).LinkTarget is string target && !real.StartsWith("/proc/", StringComparison.Ordinal)
            ? Of(Path.Combine(Path.GetDirectoryName(real)!, target), links - 1)
            : real;
    }
}

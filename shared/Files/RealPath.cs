namespace EdgeResNet.Shared.Files;

/// <summary>Resolves a path as <c>realpath</c>(3) does, also for a file that does not exist yet.</summary>
public static class RealPath
{
    private const int MostLinks = 40; // as many as Linux follows

    /// <summary>The full path without symbolic links. Links below <c>/proc</c>, which name open files, and circular links stay.</summary>
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

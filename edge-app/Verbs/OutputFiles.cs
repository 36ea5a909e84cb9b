using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The files that a run writes: none of them may be the source, and no two the same.</summary>
internal static class OutputFiles
{
    private const int MostLinks = 40; // as many as Linux follows

    /// <summary>Compares the files themselves, not their names: links are followed.</summary>
    /// <exception cref="UsageException">Something would be overwritten.</exception>
    public static void Check(LiveOptions options)
    {
        string address = SourceOptions.Parse(options.Source).Address;
        string? source = File.Exists(address) ? RealPath(address, MostLinks) : null;
        Dictionary<string, string> taken = [];
        foreach ((string option, string? file) in Outputs(options))
        {
            if (file is null)
            {
                continue;
            }

            string real = RealPath(file, MostLinks);
            if (real == source)
            {
                throw new UsageException($"{option} {file}: is the source itself and would be overwritten; choose another file");
            }

            if (!taken.TryAdd(real, option))
            {
                throw new UsageException($"{taken[real]} and {option} both name {file}; choose another file for one of them");
            }
        }
    }

    private static IEnumerable<(string Option, string? File)> Outputs(LiveOptions options) =>
    [
        ("--record", options.Record.File),
        ("--record-raw", options.Record.RawFile),
        ("--events", options.Events == "-" ? null : options.Events),
        ("--summary", options.Summary),
    ];

    /// <summary>The full path without links, also of a file that is yet to be written.</summary>
    private static string RealPath(string path, int links)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not string folder)
        {
            return full; // the root
        }

        string real = Path.Combine(RealPath(folder, links), Path.GetFileName(full));
        return links > 0 && new FileInfo(real).LinkTarget is string target
            ? RealPath(Path.Combine(Path.GetDirectoryName(real)!, target), links - 1)
            : real;
    }
}

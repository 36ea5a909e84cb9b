using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Checks the output files of a run: none may be the source, and no two may be the same.</summary>
internal static class OutputFiles
{
    /// <summary>Compares files, not names: follows links. Also checks now that the summary can be written at the end.</summary>
    /// <exception cref="UsageException">A file would be overwritten, or an option names no file.</exception>
    /// <exception cref="InputException">A file is a folder, or the summary cannot be written.</exception>
    public static void Check(LiveOptions options)
    {
        string address = SourceOptions.Parse(options.Source).Address;
        string? source = File.Exists(address) ? RealPath.Of(address) : null;
        Dictionary<string, string> taken = [];
        foreach ((string option, string? file) in Outputs(options))
        {
            if (file is null)
            {
                continue;
            }

            string real = AtomicFile.PlaceOf(file, option);
            if (real == source)
            {
                throw new UsageException($"{option} {file}: is the source itself and would be overwritten; choose another file");
            }

            if (!taken.TryAdd(real, option))
            {
                throw new UsageException($"{taken[real]} and {option} both name {file}; choose another file for one of them");
            }
        }

        if (options.Summary is string summary)
        {
            AtomicFile.Check(summary, "--summary");
        }
    }

    private static IEnumerable<(string Option, string? File)> Outputs(LiveOptions options) =>
    [
        ("--record", options.Record.File),
        ("--record-raw", options.Record.RawFile),
        ("--events", options.Events == "-" ? null : options.Events),
        ("--summary", options.Summary),
    ];
}

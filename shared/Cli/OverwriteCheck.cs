using System.CommandLine;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Cli;

/// <summary>
/// Refuses a command line whose outputs would overwrite its inputs, a part of a bundle, or each other. Compares files, not names:
/// follows symbolic links and finds hard ones. Runs before every verb of both programs.
/// </summary>
internal static class OverwriteCheck
{
    private static readonly string[] partsOfBundle = [".onnx", ".svg", ".md", ".zip"]; // what a bundle consists of beside its card and its samples

    /// <summary>Checks the options that <see cref="PathOptions"/> knows.</summary>
    /// <exception cref="UsageException">Something would be overwritten, or an option names no file.</exception>
    /// <exception cref="InputException">A folder stands where a file is to be written.</exception>
    public static void Run(ParseResult parsed)
    {
        (string Option, string Place)[] inputs = [.. PathOptions.Values(parsed, PathOptions.Inputs).SelectMany(input => Existing(input.Value).Select(place => (input.Option, RealPath.Of(place))))];
        Dictionary<string, string> taken = [];
        foreach ((string option, string file) in PathOptions.Values(parsed, PathOptions.OutputFiles))
        {
            if (file == "-" && option == "--events")
            {
                continue; // stdout
            }

            string place = AtomicFile.PlaceOf(file, option);
            CheckFile(option, file, place, inputs);
            if (!taken.TryAdd(place, option) && !FileStatus.Of(place).IsSpecial)
            {
                throw new UsageException($"{taken[place]} and {option} both name {file}; choose another file for one of them");
            }
        }

        foreach ((string option, string folder) in PathOptions.Values(parsed, PathOptions.OutputFolders))
        {
            if (folder.Length > 0)
            {
                CheckFolder(option, folder, RealPath.Of(Path.Combine(folder, PathOptions.FilledParts.GetValueOrDefault(option, ""))), inputs);
            }
        }
    }

    private static void CheckFile(string option, string file, string place, IEnumerable<(string Option, string Place)> inputs)
    {
        if (!File.Exists(place) || FileStatus.Of(place).IsSpecial)
        {
            return; // nothing there to destroy
        }

        foreach ((string input, string read) in inputs)
        {
            if (Same(place, read))
            {
                throw new UsageException($"{option} {file}: is the {(input == "--source" ? "source itself" : $"file of {input}")} and would be overwritten; choose another file");
            }

            if (Directory.Exists(read) && (IsInside(place, read) || HasLinkIn(place, read)))
            {
                throw new UsageException($"{option} {file}: is a file in {read}, which {input} reads, and would be overwritten; choose another file");
            }
        }

        if (IsPartOfBundle(place))
        {
            throw new UsageException($"{option} {file}: is a part of a model's bundle and would be overwritten; choose another file");
        }
    }

    /// <summary>Refuses an output folder in a folder that is read.</summary>
    /// <param name="option">The output's option.</param>
    /// <param name="folder">Its value.</param>
    /// <param name="read">File or folder that is read.</param>
    /// <param name="reader">Reads it: an option, or a verb.</param>
    /// <exception cref="UsageException">It is that folder, or lies in it.</exception>
    public static void RefuseInside(string option, string folder, string read, string reader)
    {
        string place = RealPath.Of(folder);
        string input = RealPath.Of(read);
        if (Same(place, input) || (!File.Exists(input) && IsInside(place, input)))
        {
            throw new UsageException($"{option} {folder}: lies in {read}, which {reader} reads; choose a folder outside of it");
        }
    }

    private static void CheckFolder(string option, string folder, string place, IEnumerable<(string Option, string Place)> inputs)
    {
        bool isRun = File.Exists(Path.Combine(place, "run.json")); // its own files, such as recipe.json, may be given to it again
        foreach ((string input, string read) in inputs)
        {
            RefuseInside(option, folder, read, input);
            if (IsInside(read, place) && !(isRun && File.Exists(read)))
            {
                throw new UsageException($"{option} {folder}: holds {read}, which {input} reads; choose another folder");
            }
        }
    }

    /// <summary>The file or folder that a value names; forms such as <c>folder:DIR</c>, <c>FILE?loop=1</c>, <c>DIR/*.jpg</c> and lists included.</summary>
    private static IEnumerable<string> Existing(string value)
    {
        foreach (string part in value.Contains('\0', StringComparison.Ordinal) ? [] : (IEnumerable<string>)[value, .. value.Split(',').Skip(value.Contains(',', StringComparison.Ordinal) ? 0 : 1)])
        {
            string bare = PathOptions.DataForms.FirstOrDefault(form => part.StartsWith($"{form}:", StringComparison.Ordinal)) is string kind ? part[(kind.Length + 1)..] : part;
            string[] forms = [part, part.Split('?')[0], bare, bare.Split('?')[0]];
            if (forms.FirstOrDefault(form => !string.IsNullOrEmpty(form) && Path.Exists(form)) is string found)
            {
                yield return found;
            }
            else
            {
                foreach (string file in Matches(part.Split('?')[0]))
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>The files of a pattern such as <c>DIR/*.jpg</c>; none for other texts. A question mark begins the options of a source.</summary>
    private static string[] Matches(string pattern)
    {
        string folder = Path.GetDirectoryName(pattern) is { Length: > 0 } above ? above : ".";
        return pattern.Contains('*', StringComparison.Ordinal) && Directory.Exists(folder) ? Directory.GetFiles(folder, Path.GetFileName(pattern)) : [];
    }

    private static bool Same(string one, string other) =>
        one == other || FileStatus.Of(one).IsSameAs(FileStatus.Of(other));

    private static bool IsInside(string path, string folder)
    {
        for (string? above = Path.GetDirectoryName(path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (Same(above, folder))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLinkIn(string file, string folder) => FileStatus.Of(file).Links > 1
        && Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Any(other => Same(file, other));

    private static bool IsPartOfBundle(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        bool isSample = Path.GetFileName(folder) == ModelBundle.SamplesFolder && HasCard(Path.GetDirectoryName(folder));
        return isSample || (HasCard(folder) && (Path.GetFileName(file) == ModelBundle.CardFile || partsOfBundle.Contains(Path.GetExtension(file))));
    }

    private static bool HasCard(string? folder) => folder is not null && File.Exists(Path.Combine(folder, ModelBundle.CardFile));
}

using System.Text.RegularExpressions;

namespace EdgeResNet.Tests.Build;

/// <summary>Holds the table of <c>docs/folders.md</c>: which folder may use which. A folder may always use the folders above it.</summary>
public sealed partial class RoomsTest
{
    private static readonly string[] projects = ["shared", "trainer", "edge-app"];
    private static readonly IReadOnlyList<Source> sources = [.. projects.SelectMany(Sources)];
    private static readonly IReadOnlyDictionary<string, string[]> table = ReadTable();

    [Fact]
    public void Every_namespace_is_its_folder() =>
        Assert.All(sources, source => Assert.True(source.Namespace == NamespaceOf(source.Folder), $"{source.File}: is in {source.Namespace}, not {NamespaceOf(source.Folder)}"));

    [Fact]
    public void Every_folder_is_in_the_table_and_every_row_is_a_folder() =>
        Assert.Equal(sources.Select(source => source.Folder).Distinct().Order(StringComparer.Ordinal), table.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_folder_uses_only_the_folders_in_its_row() =>
        Assert.All(sources, source => Assert.All(
            source.Uses,
            used => Assert.True(IsAbove(used, source.Folder) || Allowed(source.Folder).Contains(used), $"{source.File}: uses {used}, which the row of {source.Folder} in docs/folders.md does not name")));

    [Fact]
    public void Every_name_in_a_row_is_used() =>
        Assert.All(table, row => Assert.Empty(row.Value.Where(used => !used.EndsWith('*')).Except(sources.Where(source => source.Folder == row.Key).SelectMany(source => source.Uses))));

    [Fact]
    public void The_table_has_no_circle()
    {
        HashSet<string> done = [];
        foreach (string folder in table.Keys)
        {
            Visit(folder, [], done);
        }
    }

    [Fact]
    public void Every_file_is_named_after_a_type_in_it() =>
        Assert.All(sources, source => Assert.Contains(Path.GetFileNameWithoutExtension(source.File), source.Types));

    [Fact]
    public void No_two_files_have_the_same_name() =>
        Assert.Empty(sources.GroupBy(source => Path.GetFileName(source.File)).Where(files => files.Count() > 1).Select(files => string.Join(", ", files.Select(source => source.File))));

    /// <summary>Follows the table and the step from each folder to its parent.</summary>
    private static void Visit(string folder, IReadOnlyList<string> path, HashSet<string> done)
    {
        Assert.False(path.Contains(folder), $"circle: {string.Join(" → ", path)} → {folder}");
        if (done.Contains(folder))
        {
            return;
        }

        IEnumerable<string> above = table.Keys.Where(other => IsAbove(other, folder));
        foreach (string used in Allowed(folder).Union(above))
        {
            Visit(used, [.. path, folder], done);
        }

        done.Add(folder);
    }

    /// <summary>The folders in the row of <paramref name="folder"/>; <c>shared/*</c> is every other folder of that project.</summary>
    private static IEnumerable<string> Allowed(string folder) =>
        table[folder].SelectMany(used => used.EndsWith('*') ? table.Keys.Where(other => other.StartsWith(used[..^1], StringComparison.Ordinal) && other != folder) : [used]);

    private static bool IsAbove(string folder, string other) => other.StartsWith($"{folder}/", StringComparison.Ordinal);

    private static string NamespaceOf(string folder)
    {
        string[] parts = folder.Split('/');
        string project = parts[0] == "edge-app" ? "EdgeApp" : char.ToUpperInvariant(parts[0][0]) + parts[0][1..];
        return string.Join('.', ["EdgeResNet", project, .. parts[1..]]);
    }

    /// <summary>The folder of a namespace, or of a type in it, which <c>using static</c> and an alias may name.</summary>
    private static string FolderOf(string name)
    {
        string[] parts = name.Split('.');
        string project = parts[1] == "EdgeApp" ? "edge-app" : parts[1].ToLowerInvariant();
        string folder = string.Join('/', [project, .. parts[2..]]);
        return Directory.Exists(Path.Combine(Command.RepositoryRoot, folder)) ? folder : Path.GetDirectoryName(folder)!;
    }

    private static IEnumerable<Source> Sources(string project)
    {
        string root = Path.Combine(Command.RepositoryRoot, project);
        foreach (string path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string file = Path.GetRelativePath(Command.RepositoryRoot, path);
            string[] parts = file.Split('/');
            if (parts[1] is "bin" or "obj" or "Program.cs")
            {
                continue;
            }

            string text = File.ReadAllText(path);
            yield return new Source(
                file,
                Path.GetDirectoryName(file)!,
                Namespace().Match(text).Groups["name"].Value,
                [.. Using().Matches(text).Select(match => FolderOf(match.Groups["name"].Value)).Distinct().Where(used => used != Path.GetDirectoryName(file))],
                [.. Type().Matches(text).Select(match => match.Groups["name"].Value)]);
        }
    }

    /// <summary>The rows <c>| `folder` | `folder` `folder` … | what is in it |</c>.</summary>
    private static Dictionary<string, string[]> ReadTable() =>
        File.ReadLines(Path.Combine(Command.RepositoryRoot, "docs", "folders.md"))
            .Select(line => Row().Match(line))
            .Where(row => row.Success)
            .ToDictionary(row => row.Groups["folder"].Value, row => row.Groups["used"].Captures.Select(used => used.Value).ToArray());

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>EdgeResNet[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:internal|public|file)[\w ]*? (?:class|struct|record struct|record|enum|interface|delegate [\w<>]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^\| `(?<folder>(?:shared|trainer|edge-app)[\w/-]*)` \|(?: `(?<used>[\w/*-]+)`)* \|")]
    private static partial Regex Row();

    private sealed record Source(string File, string Folder, string Namespace, IReadOnlyList<string> Uses, IReadOnlyList<string> Types);
}

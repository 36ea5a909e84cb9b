using System.Globalization;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Build;

/// <summary>Checks statements of the README and the pages in docs.</summary>
public partial class ReadmeTest
{
    public static TheoryData<string> Pages => [.. Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "docs"), "*.md")
        .Append(Path.Combine(Command.RepositoryRoot, "README.md"))
        .Select(file => Path.GetRelativePath(Command.RepositoryRoot, file))];

    public static TheoryData<string> ShippedModels => [.. Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "models"), "card.json", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_verb_that_a_page_names_is_known(string page)
    {
        CommandResult list = await Command.RunAsync(Path.Combine(Command.RepositoryRoot, "edgeresnet"), []);
        IEnumerable<string> named = Verb().Matches(Read(page)).Select(match => match.Groups["verb"].Value).Distinct();
        Assert.All(named, verb => Assert.Contains($"\n  {verb} ", list.Output, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_that_a_page_links_exists(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Command.RepositoryRoot, page))!;
        IEnumerable<string> links = Link().Matches(Read(page)).Select(match => match.Groups["path"].Value).Where(path => !path.Contains("://", StringComparison.Ordinal));
        Assert.All(links, path => Assert.True(Path.Exists(Path.Combine(folder, path)), $"{page} links {path}, which is missing"));
    }

    [Theory]
    [MemberData(nameof(ShippedModels))]
    public void The_README_quotes_the_shipped_models_measured_figures(string name)
    {
        ModelCard card = StrictJson.Read<ModelCard>(Path.Combine(Command.RepositoryRoot, "models", name, "card.json"));
        string row = Assert.Single(Read("README.md").Split('\n'), line => line.StartsWith($"| [{name}](", StringComparison.Ordinal));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {card.Parameters:N0} |"), row, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {100 * card.Metrics?.Top1:F2} % |"), row, StringComparison.Ordinal);
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Command.RepositoryRoot, page));

    [GeneratedRegex(@"\./edgeresnet (?<verb>[a-z]+)")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\]\((?<path>[^)#]+)[^)]*\)")]
    private static partial Regex Link();
}

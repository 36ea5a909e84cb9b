using System.Text.RegularExpressions;

namespace EdgeResNet.Tests.Build;

/// <summary>Keeps the launcher's list of verbs equal to the programs' lists.</summary>
public sealed partial class VerbsTest : IDisposable
{
    private readonly LauncherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_launcher_lists_each_programs_verbs()
    {
        CommandResult list = await folder.RunAsync();
        string[] listed = [.. VerbLine().Matches(list.Output).Select(match => match.Groups["verb"].Value).Except(["setup", "test", "completion", "publish"])];

        Dictionary<string, string> programs = [];
        foreach (string verb in listed)
        {
            CommandResult result = await folder.RunAsync(verb);
            programs[verb] = ProgramArgument().Match(result.Output).Groups["program"].Value;
        }
        foreach (string program in new[] { "EdgeResNet.Trainer", "EdgeResNet.EdgeApp" })
        {
            CommandResult help = await Command.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, program + ".dll"), "--help"]);
            Assert.Contains("  ./edgeresnet [command]", help.Output, StringComparison.Ordinal);
            string commands = help.Output[help.Output.IndexOf("Commands:", StringComparison.Ordinal)..];
            IEnumerable<string> verbs = VerbLine().Matches(commands).Select(match => match.Groups["verb"].Value);
            Assert.Equal(verbs.Order(), programs.Where(entry => entry.Value == program).Select(entry => entry.Key).Order());
        }
    }

    [GeneratedRegex("^  (?<verb>[a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex VerbLine();

    [GeneratedRegex("^argument <.*/(?<program>EdgeResNet[.][A-Za-z]+)[.]dll>$", RegexOptions.Multiline)]
    private static partial Regex ProgramArgument();
}

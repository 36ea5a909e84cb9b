using System.CommandLine;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests.Cli;

public sealed class GroupedHelpTest
{
    [Fact]
    public void Options_stand_under_their_purpose()
    {
        GroupedCommand act = new("act", "Acts.");
        act.Begin("Input");
        act.Add(new Option<string>("--from") { Description = "Where it is from." });
        act.Begin("Output");
        act.Add(new Option<string>("--to", "-t") { Description = "Where it goes, in a sentence that is so long that it needs a second line on every terminal." });
        act.Add(new Option<string>("--to-all"));
        string help = Help(new RootCommand { act }, "act");
        string[] lines = [.. help.Split('\n').Select(line => line.Trim().Split(' ')[0])];
        Assert.Equal(["Input:", "--from", "", "Output:", "-t,"], lines.SkipWhile(line => line != "Input:").Take(5));
        Assert.Equal(1, help.Split("second line").Length - 1);
        Assert.True(help.IndexOf("--to-all", StringComparison.Ordinal) < help.IndexOf("Other options:", StringComparison.Ordinal));
        Assert.Contains("--verbose", help[help.IndexOf("Other options:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_of_a_grouped_verb_is_listed_once_and_has_a_purpose()
    {
        foreach (Command verb in (Command[])[LiveVerb.Create(), DemoVerb.Create(), BenchVerb.Create()])
        {
            string help = Help(new RootCommand { verb }, verb.Name);
            string[] listed = [.. help.Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];
            Assert.Equal(listed.Distinct(), listed);
            Assert.All(verb.Options, option => Assert.Contains(option.Name, listed));
            Assert.Equal(["-?,", "--verbose"], listed[^2..]);
            Assert.DoesNotContain("\nOptions:", help, StringComparison.Ordinal);
        }
    }

    private static string Help(RootCommand root, string verb)
    {
        StringWriter output = new();
        Assert.Equal(0, VerbRunner.Run(root, [verb, "--help"], output, TextWriter.Null));
        return output.ToString();
    }
}

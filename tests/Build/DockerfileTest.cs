using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeResNet.Tests.Build;

/// <summary>Reads the Dockerfile as docker would, where no docker can build it: instructions, sources, user, health.</summary>
public partial class DockerfileTest
{
    private static readonly string[] known = ["FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "ENV", "HEALTHCHECK", "ENTRYPOINT", "CMD"];

    private static (string Name, string Words)[] Instructions { get; } = Read();

    [Fact]
    public void Every_instruction_is_known_and_the_first_is_FROM()
    {
        Assert.All(Instructions, line => Assert.Contains(line.Name, known));
        Assert.Equal("FROM", Instructions[0].Name);
        Assert.All(Instructions.Where(line => line.Name == "FROM"), line => Assert.Matches("^[a-z0-9./-]+:[0-9][a-z0-9.-]+( AS [a-z]+)?$", line.Words)); // a version, not "latest"
    }

    [Fact]
    public void What_it_copies_exists_and_is_not_ignored()
    {
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Command.RepositoryRoot, ".dockerignore")).Where(line => line.Length > 0)];
        int sources = 0;
        foreach ((_, string text) in Instructions.Where(line => line.Name == "COPY"))
        {
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].StartsWith("--from=", StringComparison.Ordinal))
            {
                Assert.Contains(Instructions, line => line.Name == "FROM" && line.Words.EndsWith($" AS {words[0]["--from=".Length..]}", StringComparison.Ordinal));
                continue;
            }

            Assert.True(words.Length == 2 || words[^1].EndsWith('/'), $"COPY {text}: several sources need a folder");
            foreach (string source in words[..^1])
            {
                sources++;
                Assert.True(Path.Exists(Path.Combine(Command.RepositoryRoot, source)), source);
                Assert.DoesNotContain(source.Split('/')[0], ignored);
            }
        }

        Assert.InRange(sources, 8, 30);
    }

    [Fact]
    public void The_last_stage_is_not_roots_has_a_health_check_and_hears_signals()
    {
        (string Name, string Words)[] last = Instructions[(Array.FindLastIndex(Instructions, line => line.Name == "FROM") + 1)..];
        string user = Assert.Single(last, line => line.Name == "USER").Words;
        Assert.DoesNotContain(user, (string[])["root", "0", "0:0"]);
        Assert.DoesNotContain(last.SkipWhile(line => line.Name != "USER"), line => line.Name is "RUN" or "COPY");
        Assert.Contains("/healthz", Assert.Single(last, line => line.Name == "HEALTHCHECK").Words, StringComparison.Ordinal);
        string[] entry = JsonSerializer.Deserialize<string[]>(Assert.Single(last, line => line.Name == "ENTRYPOINT").Words)!; // no shell that keeps signals to itself
        Assert.Equal(["/app/EdgeResNet.EdgeApp"], entry);
        string[] command = JsonSerializer.Deserialize<string[]>(Assert.Single(last, line => line.Name == "CMD").Words)!;
        Assert.Contains("/models/fashion-resnet18", command);
    }

    [Fact]
    public async Task Results_of_runs_are_not_offered_to_git()
    {
        Assert.SkipUnless(Path.Exists(Path.Combine(Command.RepositoryRoot, ".git")), "this is no checkout");
        CommandResult ignored = await Command.RunAsync("git", ["-C", Command.RepositoryRoot, "check-ignore", "out/desk/card.json", "runs/a/best.safetensors"]);
        Assert.Equal("out/desk/card.json\nruns/a/best.safetensors\n", ignored.Output);
    }

    private static (string, string)[] Read()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Command.RepositoryRoot, "Dockerfile"));
        string text = string.Join('\n', lines.Where(line => !line.TrimStart().StartsWith('#')));
        return
        [
            .. Continued().Replace(text, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 2)).Select(words => (words[0], words[1].Trim())),
        ];
    }

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();
}

namespace EdgeResNet.Tests.Build;

/// <summary>Completion of verbs and options: the script of <c>./edgeresnet completion bash</c>, run as bash runs it.</summary>
public sealed class CompletionTest : IDisposable
{
    private readonly LauncherFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("de", "demo", "describe", "devices")]
    [InlineData("tr", "train")]
    [InlineData("zz")]
    [InlineData("--ver", "--version")]
    [InlineData("setup --acc", "--accelerator")]
    [InlineData("setup --accelerator c", "cpu", "cuda")]
    [InlineData("completion z", "zsh")]
    [InlineData("test --lo", "--long")]
    [InlineData("publish --rid linux-a", "linux-arm64")]
    [InlineData("publish --rid linux-x64 --mo", "--model")]
    [InlineData("publish --model m")]
    public async Task What_the_launcher_knows_is_completed_without_a_build(string word, params string[] expected)
    {
        Assert.Equal(expected, await CompleteAsync(folder.PathOf("edgeresnet"), word));
        Assert.Empty(folder.Builds);
    }

    [Theory]
    [InlineData("EdgeResNet.EdgeApp", "live --mo", "--model")]
    [InlineData("EdgeResNet.EdgeApp", "bench --model m --min-", "--min-queries", "--min-seconds")]
    [InlineData("EdgeResNet.Trainer", "train --resu", "--resume")]
    [InlineData("EdgeResNet.Trainer", "data ch", "check")]
    public async Task A_program_completes_its_own_options(string program, string line, params string[] expected) =>
        Assert.Equal(expected, await CompleteAsync(Path.Combine(AppContext.BaseDirectory, program), line));

    [Fact]
    public async Task The_launcher_passes_a_line_on_to_the_verbs_program()
    {
        Assert.Empty(await CompleteAsync(folder.PathOf("edgeresnet"), "live --mo")); // was never built
        await folder.RunAsync("live");
        CommandResult result = await folder.RunAsync("[suggest:9]", "live --mo --source x");
        Assert.Contains("argument <[suggest:9]>\nargument <live --mo>\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_shell_gets_a_script_that_it_accepts()
    {
        foreach (string shell in new[] { "bash", "zsh" })
        {
            CommandResult script = await folder.RunAsync("completion", shell);
            Assert.Equal(0, script.ExitCode);
            CommandResult known = await Command.RunAsync("sh", ["-c", $"command -v {shell}"]);
            if (known.ExitCode == 0)
            {
                CommandResult read = await Command.RunAsync(shell, ["-n", "-c", script.Output]);
                Assert.Equal((0, ""), (read.ExitCode, read.Error));
            }
        }

        Assert.Equal(2, (await folder.RunAsync("completion", "fish")).ExitCode);
    }

    private async Task<string[]> CompleteAsync(string program, string line)
    {
        string script = (await folder.RunAsync("completion", "bash")).Output;
        CommandResult result = await Command.RunAsync("bash", ["-c", """
            eval "$1"
            COMP_LINE="$2 $3" COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<<"$3"
            COMP_WORDS=("$2" "${COMP_WORDS[@]}") COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            COMP_POINT=${#COMP_LINE}
            _edgeresnet
            ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort
            exit 0
            """, "bash", script, program, line]);
        Assert.Equal("", result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

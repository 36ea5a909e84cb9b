using EdgeResNet.Shared.Terminal;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Sinks.Terminal;

/// <summary>The program in a terminal of 80 columns, as a user has it.</summary>
public sealed class PtyTest : IDisposable
{
    private const string Script = "/usr/bin/script";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Live_redraws_one_line_on_a_terminal_and_prints_plain_lines_into_a_pipe()
    {
        Assert.SkipUnless(File.Exists(Script), "script is missing (apt-get install bsdutils)");
        string bundle = TinyModel.WriteBundle(folder["bundle"]);
        Capture.Samples.Write(folder["bundle/samples"]);
        string live = $"{Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp")} live --model {bundle} --source demo:fashion?fps=30 --seconds 2";
        Build.CommandResult terminal = await Build.Command.RunAsync("sh", ["-c", $"env -u CI TERM=xterm {Script} -qec 'stty cols 80; {live}' {folder["typescript"]} </dev/null"]);
        Assert.True(terminal.ExitCode == 0, terminal.Output + terminal.Error);
        string shown = File.ReadAllText(folder["typescript"]);
        Assert.Matches("\r[^\r\n]* · [^\r\n]* fps · [^\r\n]* dropped", shown);
        Assert.All(shown.Split('\n', '\r').Where(line => !line.StartsWith("Script ", StringComparison.Ordinal)), line => Assert.InRange(TextColumns.Of(line), 0, 80));
        Assert.Contains("\rclassified ", shown, StringComparison.Ordinal); // the line is gone before the report

        Build.CommandResult pipe = await Build.Command.RunAsync("sh", ["-c", live]);
        Assert.DoesNotContain('\r', pipe.Output);
        Assert.DoesNotContain(" fps · ", pipe.Output, StringComparison.Ordinal);
    }
}

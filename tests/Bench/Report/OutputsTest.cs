using System.Text.Json.Nodes;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Bench.Report;

public sealed class OutputsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public OutputsTest() => model = TinyModel.WriteBundle(Path.Combine(folder.Path, "tiny"), changeCard: card => card with { Name = "<brightness> & \"more\"" });

    private string File(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_page_of_several_runs_is_complete_and_self_contained()
    {
        Assert.Equal(0, Bench("--threads", "2", "--html", File("report.html")).Code);
        string html = System.IO.File.ReadAllText(File("report.html"));
        WrittenFiles.CheckPage(html);
        Assert.Contains("Compared", html, StringComparison.Ordinal);
        Assert.Contains("<td>clocks</td><td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<brightness>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipeline: 2 configurations on demo:fashion?fps=30, about ", "--scenario", "pipeline")]
    [InlineData("single-stream: 2 configurations, about ")]
    public void The_first_line_says_what_happens_and_how_long(string begin, params string[] more)
    {
        string output = BenchProgram.Run(model, ["--threads", "1", "--threads", "2", "--min-seconds", "0.1", "--min-queries", "5", .. more]).Output;
        Assert.StartsWith(begin, output, StringComparison.Ordinal);
        Assert.All(output.Split('\n').Where(line => line.Contains("  ", StringComparison.Ordinal)), row => Assert.InRange(row.Length, 0, 80));
    }

    [Fact]
    public void Baseline_check_passes_equal_speed_and_names_slower_figures()
    {
        Assert.Equal(0, Bench("--json", File("before.json")).Code);
        Scale(1000);
        (int code, _, string errors) = Bench("--baseline", File("before.json"), "--fail-above", "1.10");
        Assert.Equal(0, code);
        Assert.DoesNotContain("regression", errors, StringComparison.Ordinal);

        Scale(0.0001);
        (code, string output, errors) = Bench("--baseline", File("before.json"), "--fail-above", "1.10");
        Assert.Equal(1, code);
        string line = errors.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("regression: single-stream of <brightness>", line, StringComparison.Ordinal);
        Assert.Contains("limit 1.10×", line, StringComparison.Ordinal);
        Assert.Contains("latency", output, StringComparison.Ordinal);

        void Scale(double factor) => Change(report => report["latency_ms"]!["p90"] = report["latency_ms"]!["p90"]!.GetValue<double>() * factor);
    }

    [Fact]
    public void A_baseline_of_another_measurement_is_refused()
    {
        Assert.Equal(0, Bench("--json", File("before.json")).Code);
        Refused("2 threads", "--threads", "2");
        Refused("spinning off; it has", "--spin", "off");
        string other = TinyModel.WriteBundle(File("other"));
        Refused("of brightness fp32", "--model", other);
        Change(report => report["host"]!["cpu"] = "Z80");
        Refused("Z80");

        System.IO.File.WriteAllText(File("before.json"), "{ \"runs\": [ 7 ] }");
        Refused("not a bench report");
        System.IO.File.Delete(File("before.json"));
        Refused("there is no such file");

        void Refused(string reason, params string[] options)
        {
            (int code, string output, string errors) = BenchProgram.Run(model, ["--threads", "1", "--min-seconds", "500", "--baseline", File("before.json"), .. options]);
            Assert.Equal((3, ""), (code, output)); // before anything is measured
            Assert.Contains(reason, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_doubtful_comparison_is_noted_without_changing_the_exit_code()
    {
        Assert.Equal(0, Bench("--json", File("before.json")).Code);
        Change(report => report["latency_ms"]!["p90"] = 1000);
        (int code, _, string errors) = Bench("--baseline", File("before.json"));
        Assert.Equal(0, code);
        string[] lines = errors.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches("^doubtful: single-stream of .*: this report is not valid \\(.*needs at least 60 s", lines[0]);
        Assert.Matches("^doubtful: single-stream of .*: the baseline .* is not valid \\(.*needs at least 60 s", lines[1]);

        Change(report => (report["valid"], report["reason"], report["sha256"]) = (true, "", new string('0', 64)));
        (code, _, errors) = Bench("--baseline", File("before.json"));
        Assert.Equal(0, code);
        lines = errors.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Contains("the baseline used another file (SHA-256 000000000000…, now ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Models_with_the_same_name_are_distinguished_by_file()
    {
        string one = TinyModel.WriteBundle(File("one"));
        string two = TinyModel.WriteBundle(File("two"), color: "rgb");
        string[] quick = ["--threads", "1", "--min-queries", "300", "--min-seconds", "0.1"];
        Assert.Equal(0, BenchProgram.Run(one, ["--model", two, .. quick, "--json", File("before.json")]).Code);
        Change(report => (report["runs"]![0]!["latency_ms"]!["p90"], report["runs"]![1]!["latency_ms"]!["p90"]) = (1000, 1e-6));
        (int code, _, string errors) = BenchProgram.Run(one, [.. quick, "--baseline", File("before.json")]);
        Assert.Equal(0, code);
        Assert.DoesNotContain("regression", errors, StringComparison.Ordinal);
        Assert.Equal(1, BenchProgram.Run(two, [.. quick, "--baseline", File("before.json")]).Code);
        (code, _, errors) = BenchProgram.Run(two, ["--model", one, .. quick, "--baseline", File("before.json")]);
        Assert.Equal(1, code);
        Assert.Single(errors.Split('\n'), line => line.StartsWith("regression", StringComparison.Ordinal));

        Change(report => report["runs"]![0]!["sha256"] = new string('0', 64));
        (code, _, errors) = BenchProgram.Run(one, ["--threads", "1", "--min-seconds", "500", "--baseline", File("before.json")]);
        Assert.Equal(3, code);
        Assert.Contains("SHA-256 000000000000…", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--html")]
    [InlineData("--samples")]
    [InlineData("--save", "--sweep")]
    public void An_unwritable_output_is_refused_before_measuring(string option, params string[] others)
    {
        System.IO.File.WriteAllText(File("file"), "");
        foreach (string place in new[] { folder.Path, Path.Combine(File("file"), "report") })
        {
            (int code, string output, string errors) = BenchProgram.Run(model, ["--min-seconds", "500", option, place, .. others]);
            Assert.Equal((3, ""), (code, output));
            Assert.Contains(place, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
    }

    private void Change(Action<JsonNode> change)
    {
        JsonNode report = JsonNode.Parse(System.IO.File.ReadAllText(File("before.json")))!;
        change(report);
        System.IO.File.WriteAllText(File("before.json"), report.ToJsonString());
    }

    private (int Code, string Output, string Errors) Bench(params string[] more) =>
        BenchProgram.Run(model, ["--threads", "1", "--min-queries", "300", "--min-seconds", "0.1", .. more]);
}

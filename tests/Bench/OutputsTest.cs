using System.Text.Json.Nodes;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Bench;

public sealed class OutputsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public OutputsTest() => model = TinyModel.WriteBundle(Path.Combine(folder.Path, "tiny"), changeCard: card => card with { Name = "<brightness> & \"more\"" });

    private string File(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Page_and_trace_of_several_runs_are_complete_and_need_nothing_else()
    {
        Assert.Equal(0, Bench("--threads", "2", "--html", File("report.html"), "--trace", File("trace.json"), "--json", File("report.json")).Code);
        string html = System.IO.File.ReadAllText(File("report.html"));
        WrittenFiles.CheckPage(html);
        Assert.Contains("Compared", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<brightness>", html, StringComparison.Ordinal);
        WrittenFiles.CheckTrace(BenchProgram.Json(File("trace.json")), "query", BenchProgram.Json(File("report.json")).GetProperty("runs")[0].GetProperty("queries").GetInt32());
    }

    [Fact]
    public void The_baseline_passes_what_is_as_fast_and_names_what_is_slower()
    {
        Assert.Equal(0, Bench("--json", File("before.json")).Code);
        Scale(1000);
        (int code, _, string errors) = Bench("--baseline", File("before.json"), "--fail-above", "1.10");
        Assert.Equal((0, ""), (code, errors));

        Scale(0.0001);
        (code, string output, errors) = Bench("--baseline", File("before.json"), "--fail-above", "1.10");
        Assert.Equal(1, code);
        string line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.StartsWith("regression: single-stream of <brightness>", line, StringComparison.Ordinal);
        Assert.Contains("at most 1.10", line, StringComparison.Ordinal);
        Assert.Contains("latency", output, StringComparison.Ordinal);

        void Scale(double factor) => Change(report => report["latency_ms"]!["p90"] = report["latency_ms"]!["p90"]!.GetValue<double>() * factor);
    }

    [Fact]
    public void A_baseline_of_something_else_is_refused()
    {
        Assert.Equal(0, Bench("--json", File("before.json")).Code);
        (int code, _, string errors) = Bench("--threads", "2", "--baseline", File("before.json"));
        Assert.Equal(3, code);
        Assert.Contains("2 threads", errors, StringComparison.Ordinal);

        (code, _, errors) = Bench("--spin", "off", "--baseline", File("before.json"));
        Assert.Equal(3, code);
        Assert.Contains("spinning off; it has", errors, StringComparison.Ordinal);

        Change(report => report["host"]!["cpu"] = "Z80");
        (code, _, errors) = Bench("--baseline", File("before.json"));
        Assert.Equal(3, code);
        Assert.Contains("Z80", errors, StringComparison.Ordinal);

        System.IO.File.WriteAllText(File("before.json"), "{ \"runs\": [ 7 ] }");
        Assert.Equal(3, Bench("--baseline", File("before.json")).Code);
        Assert.Equal(3, Bench("--baseline", File("nothing.json")).Code);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--html")]
    [InlineData("--samples")]
    [InlineData("--trace")]
    public void A_place_that_cannot_be_written_is_refused_before_anything_is_measured(string option)
    {
        System.IO.File.WriteAllText(File("file"), "");
        foreach (string place in new[] { folder.Path, Path.Combine(File("file"), "report") })
        {
            (int code, string output, string errors) = BenchProgram.Run(model, "--min-seconds", "500", option, place);
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

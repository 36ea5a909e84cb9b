using System.Globalization;
using System.Text.Json;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Bench.Measure;

public sealed class SingleStreamTest : IDisposable
{
    private static readonly string[] percentiles = ["min", "mean", "max", "p50", "p90", "p95", "p97", "p99", "p999", "std_dev"];
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public SingleStreamTest() => model = TinyModel.WriteBundle(Path.Combine(folder.Path, "tiny"));

    private string File(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_short_run_has_the_contract_keys_and_explains_why_it_is_invalid()
    {
        (int code, string output, string errors) = BenchProgram.Run(model, "--threads", "1", "--min-queries", "2000", "--min-seconds", "0.3", "--json", File("report.json"));
        Assert.Equal((0, ""), (code, errors));
        JsonElement report = BenchProgram.Json(File("report.json"));
        Assert.Equal(
            ("single-stream", "brightness", "fp32", "cpu", 1, false),
            (report.GetProperty("scenario").GetString(), report.GetProperty("model").GetString(), report.GetProperty("precision").GetString(), report.GetProperty("ep").GetString(), report.GetProperty("threads").GetInt32(), report.GetProperty("valid").GetBoolean()));
        Assert.Equal(64, report.GetProperty("sha256").GetString()!.Length);
        Assert.Contains("needs at least 60 s", report.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("queries", report.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(report.GetProperty("queries").GetInt64() >= 2000);
        Assert.True(report.GetProperty("seconds").GetDouble() >= 0.3);
        Assert.Equal(report.GetProperty("queries").GetInt64() / report.GetProperty("seconds").GetDouble(), report.GetProperty("qps").GetDouble(), 6);
        foreach (JsonElement distribution in new[] { report.GetProperty("latency_ms"), report.GetProperty("null_ms"), report.GetProperty("stages_ms").GetProperty("inference") })
        {
            Assert.Equal(percentiles.Order(), distribution.EnumerateObject().Select(property => property.Name).Order());
            Assert.InRange(distribution.GetProperty("p50").GetDouble(), distribution.GetProperty("min").GetDouble(), distribution.GetProperty("p99").GetDouble());
            Assert.True(distribution.GetProperty("min").GetDouble() > 0);
        }

        Assert.True(report.GetProperty("gc").TryGetProperty("pause_ms", out _));
        Assert.NotEmpty(report.GetProperty("host").GetProperty("cpu").GetString()!);
        Assert.Contains("NOT VALID", output, StringComparison.Ordinal);
        Assert.Contains("null model", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_allocates_nothing_on_the_managed_heap()
    {
        // The smallest object has 24 bytes. What the runtime allocates once, for example to optimise a method, is less than a byte a query.
        Assert.Equal(0, BenchProgram.Run(model, "--threads", "1", "--min-queries", "50000", "--min-seconds", "0.1", "--json", File("report.json")).Code);
        Assert.InRange(BenchProgram.Json(File("report.json")).GetProperty("allocated_bytes_per_query").GetDouble(), 0, 1);
    }

    [Fact]
    public void Samples_hold_every_query_in_run_order()
    {
        Assert.Equal(0, BenchProgram.Run(model, "--threads", "1", "--min-queries", "40000", "--min-seconds", "0.1", "--json", File("report.json"), "--samples", File("samples.csv")).Code);
        string[] lines = System.IO.File.ReadAllLines(File("samples.csv"));
        Assert.Equal("run,query,start_ms,latency_ms,host_to_device_ms,inference_ms,device_to_host_ms", lines[0]);
        double[][] rows = [.. lines.Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        JsonElement report = BenchProgram.Json(File("report.json"));
        Assert.Equal(report.GetProperty("queries").GetInt64(), rows.Length);
        Assert.Equal(Enumerable.Range(0, rows.Length), rows.Select(row => (int)row[1]));
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.Second[2] >= pair.First[2] + pair.First[3] - 0.001));
        Assert.Equal(report.GetProperty("latency_ms").GetProperty("max").GetDouble(), rows.Max(row => row[3]), 5);
    }

    [Fact]
    public void Combinations_are_measured_in_turn_and_compared_with_the_first()
    {
        string other = TinyModel.WriteBundle(File("other"), color: "rgb");
        (int code, string output, _) = BenchProgram.Run(model, "--model", other, "--threads", "1", "--threads", "2", "--min-queries", "500", "--min-seconds", "0.2", "--json", File("report.json"), "--samples", File("samples.csv"));
        Assert.Equal(0, code);
        JsonElement report = BenchProgram.Json(File("report.json"));
        JsonElement[] runs = [.. report.GetProperty("runs").EnumerateArray()];
        Assert.Equal([1, 2, 1, 2], runs.Select(run => run.GetProperty("threads").GetInt32()));
        Assert.Equal(2, runs.Select(run => run.GetProperty("sha256").GetString()).Distinct().Count());
        JsonElement[] ratios = [.. report.GetProperty("ratios").EnumerateArray()];
        Assert.Equal([0, 1, 2, 3], ratios.Select(ratio => ratio.GetProperty("run").GetInt32()));
        Assert.Equal(1, ratios[0].GetProperty("p90").GetDouble());
        Assert.Equal(runs[2].GetProperty("latency_ms").GetProperty("p90").GetDouble() / runs[0].GetProperty("latency_ms").GetProperty("p90").GetDouble(), ratios[2].GetProperty("p90").GetDouble(), 9);
        Assert.Contains("p90 ratio", output, StringComparison.Ordinal);

        // A B C D A B C D …: the first query of the last configuration came before the last query of the first.
        ILookup<string, double> starts = System.IO.File.ReadLines(File("samples.csv")).Skip(1).Select(line => line.Split(',')).ToLookup(row => row[0], row => double.Parse(row[2], CultureInfo.InvariantCulture));
        Assert.True(starts["3"].Min() < starts["0"].Max());
    }

    [Theory]
    [InlineData("--min-queries", "0")]
    [InlineData("--min-seconds", "0")]
    [InlineData("--min-seconds", "nan")]
    [InlineData("--scenario", "server")]
    [InlineData("--threads", "0")]
    public void Contradictory_options_are_a_usage_error(string option, string value) =>
        Assert.Equal(2, BenchProgram.Run(model, option, value).Code);

    [Fact]
    public void A_precision_missing_from_the_bundle_gives_one_error_line()
    {
        (int code, _, string errors) = BenchProgram.Run(model, "--precision", "int8");
        Assert.Equal(3, code);
        Assert.Contains("int8", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }
}

using System.Text.Json;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Capture.Demo;

namespace EdgeResNet.Tests.Bench.Measure;

/// <summary>A pipeline's report and everything else that a run can write.</summary>
public sealed class PipelineBenchTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_source_that_ends_too_early_gives_one_error_line()
    {
        using OpenCvSharp.Mat picture = new(48, 64, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.Gray);
        OpenCvSharp.Cv2.ImWrite(File("picture.png"), picture);
        (int code, _, string errors) = BenchProgram.Run(ShippedModel.Path, "--scenario", "pipeline", "--source", File("picture.png"), "--threads", "1", "--min-queries", "60", "--min-seconds", "0.4");
        Assert.Equal(3, code);
        Assert.Contains("ended during the warm-up", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_of_another_source_is_refused_before_measuring()
    {
        string[] quick = ["--scenario", "pipeline", "--threads", "1"];
        using OpenCvSharp.Mat picture = new(48, 64, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.Gray);
        foreach (string name in new[] { "one.png", "two.png" })
        {
            OpenCvSharp.Cv2.ImWrite(File(name), picture);
        }

        Assert.Equal(0, BenchProgram.Run(ShippedModel.Path, [.. quick, "--source", $"{File("one.png")}?loop=1", "--min-queries", "20", "--min-seconds", "0.1", "--json", File("before.json")]).Code);
        (int code, string output, string errors) = BenchProgram.Run(ShippedModel.Path, [.. quick, "--source", $"{File("two.png")}?loop=1", "--min-seconds", "500", "--baseline", File("before.json")]);
        Assert.Equal((3, ""), (code, output));
        string line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains($"spinning off, {File("two.png")}; it has", line, StringComparison.Ordinal);
        Assert.EndsWith($"spinning off, {File("one.png")}", line, StringComparison.Ordinal);

        (code, _, errors) = BenchProgram.Run(ShippedModel.Path, [.. quick, "--source", $"{File("one.png")}?loop=1", "--min-queries", "20", "--min-seconds", "0.1", "--baseline", File("before.json"), "--fail-above", "1000"]);
        Assert.Equal(0, code);
        Assert.DoesNotContain("it has", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_run_reports_stages_age_and_drops_at_each_rate()
    {
        (int code, string output, string errors) = BenchProgram.Run(ShippedModel.Path, "--scenario", "pipeline", "--source", "demo:fashion?fps=200&seed=2", "--threads", "1", "--min-queries", "60", "--min-seconds", "0.4", "--json", File("report.json"), "--html", File("report.html"), "--samples", File("samples.csv"));
        Assert.Equal((0, ""), (code, errors));
        JsonElement report = BenchProgram.Json(File("report.json"));
        Assert.Equal(("pipeline", false), (report.GetProperty("scenario").GetString(), report.GetProperty("valid").GetBoolean()));
        Assert.Equal(["capture_wait", "preprocess", "host_to_device", "inference", "device_to_host", "postprocess", "overlay"], report.GetProperty("stages_ms").EnumerateObject().Select(stage => stage.Name));
        long queries = report.GetProperty("queries").GetInt64();
        Assert.True(queries >= 60);
        Assert.Equal(queries / report.GetProperty("seconds").GetDouble(), report.GetProperty("qps").GetDouble(), 6);
        Assert.InRange(report.GetProperty("frames_captured").GetInt64(), queries - 2, long.MaxValue);
        Assert.True(report.GetProperty("drawn_age_ms").GetProperty("min").GetDouble() >= report.GetProperty("age_ms").GetProperty("min").GetDouble());
        Assert.True(report.GetProperty("null_ms").GetProperty("p50").GetDouble() > 0);
        Assert.Equal(["capture", "inference", "rendering"], report.GetProperty("allocating_threads").EnumerateArray().Select(thread => thread.GetString()));
        JsonElement[] load = [.. report.GetProperty("load").EnumerateArray()];
        Assert.InRange(load.Length, 2, RateSearch.MostRuns + 1);
        Assert.All(load, run => Assert.True(run.GetProperty("fps").GetDouble() > 0 && run.GetProperty("age_ms").GetProperty("p50").GetDouble() > 0));
        Assert.Equal(DemoCamera.MostFramesPerSecond, load[0].GetProperty("asked_fps").GetDouble());
        JsonElement sustainable = report.GetProperty("sustainable");
        JsonElement kept = Assert.Single(load, run => run.GetProperty("factor").GetDouble() == 1);
        Assert.Equal((sustainable.GetProperty("fps").GetDouble(), sustainable.GetProperty("dropped_share").GetDouble()), (kept.GetProperty("fps").GetDouble(), kept.GetProperty("dropped_share").GetDouble()));
        Assert.Equal(sustainable.GetProperty("found").GetBoolean(), sustainable.GetProperty("dropped_share").GetDouble() <= RateSearch.DroppedAtMost);
        Assert.Equal((2, 2 * sustainable.GetProperty("fps").GetDouble()), (load[^1].GetProperty("factor").GetDouble(), load[^1].GetProperty("asked_fps").GetDouble()));
        Assert.Contains("age when drawn", output, StringComparison.Ordinal);
        Assert.Contains("sustainable rate: ", output, StringComparison.Ordinal);

        // A frame's stages add up to its age.
        string[] lines = System.IO.File.ReadAllLines(File("samples.csv"));
        Assert.Equal("run,query,start_ms,latency_ms,capture_wait_ms,preprocess_ms,host_to_device_ms,inference_ms,device_to_host_ms,postprocess_ms", lines[0]);
        double[][] rows = [.. lines.Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(queries, rows.Length);
        Assert.Equal(report.GetProperty("age_ms").GetProperty("max").GetDouble(), rows.Max(row => row[4..].Sum()), tolerance: 0.001);
        Assert.All(rows, row => Assert.Equal(row[3], row[5..].Sum(), tolerance: 0.001));

        string page = System.IO.File.ReadAllText(File("report.html"));
        WrittenFiles.CheckPage(page);
        Assert.Contains("sustainable rate: ", page, StringComparison.Ordinal);
        Assert.Contains("the network thread was interrupted ", page, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.Tests.Bench;

/// <summary>A pipeline's report and everything else that a run can write.</summary>
public sealed class PipelineBenchTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File(string name) => Path.Combine(folder.Path, name);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_source_that_ends_too_early_ends_with_one_line()
    {
        using OpenCvSharp.Mat picture = new(48, 64, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.Gray);
        OpenCvSharp.Cv2.ImWrite(File("picture.png"), picture);
        (int code, _, string errors) = BenchProgram.Run(ShippedModel.Path, "--scenario", "pipeline", "--source", File("picture.png"), "--threads", "1", "--min-queries", "60", "--min-seconds", "0.4");
        Assert.Equal(3, code);
        Assert.Contains("ended before the warm-up was over", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_run_reports_every_stage_age_and_drops_and_the_same_at_other_rates()
    {
        (int code, string output, string errors) = BenchProgram.Run(ShippedModel.Path, "--scenario", "pipeline", "--source", "demo:fashion?fps=200&seed=2", "--threads", "1", "--min-queries", "60", "--min-seconds", "0.4", "--json", File("report.json"), "--html", File("report.html"), "--trace", File("trace.json"), "--samples", File("samples.csv"));
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
        Assert.Equal([1, 2], report.GetProperty("load").EnumerateArray().Select(load => load.GetProperty("factor").GetDouble()));
        Assert.All(report.GetProperty("load").EnumerateArray(), load => Assert.True(load.GetProperty("fps").GetDouble() > 0 && load.GetProperty("age_ms").GetProperty("p50").GetDouble() > 0));
        Assert.Contains("age when drawn", output, StringComparison.Ordinal);

        // A frame's stages add up to its age.
        string[] lines = System.IO.File.ReadAllLines(File("samples.csv"));
        Assert.Equal("run,query,start_ms,latency_ms,capture_wait_ms,preprocess_ms,host_to_device_ms,inference_ms,device_to_host_ms,postprocess_ms", lines[0]);
        double[][] rows = [.. lines.Skip(1).Select(line => line.Split(',').Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(queries, rows.Length);
        Assert.Equal(report.GetProperty("age_ms").GetProperty("max").GetDouble(), rows.Max(row => row[4..].Sum()), 2);
        Assert.All(rows, row => Assert.Equal(row[3], row[5..].Sum(), 2));

        WrittenFiles.CheckPage(System.IO.File.ReadAllText(File("report.html")));
        WrittenFiles.CheckTrace(BenchProgram.Json(File("trace.json")), "frame", (int)queries);
    }
}

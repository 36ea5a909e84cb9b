using System.CommandLine;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Bench.Report;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Bench.Measure;

public class StartupBenchTest
{
    [Fact]
    public void Each_process_is_timed_until_its_first_frame()
    {
        StartupReport report = StartupBench.Run(ShippedModel.Path, "fp32", StartupBench.DefaultSource, ["--threads", "1"], processes: 2, TestContext.Current.CancellationToken);
        Assert.Equal(("fp32", StartupBench.DefaultSource, ModelBundle.Open(ShippedModel.Path).Sha256), (report.Precision, report.Source, report.Sha256));
        Assert.Equal((2, 2, report.FirstMs), (report.Processes, report.EachMs.Count, report.EachMs[0]));
        Assert.Equal(report.EachMs[1], report.LaterMs.P50);
        Assert.All(report.EachMs, milliseconds => Assert.InRange(milliseconds, 10, 60_000));
        Assert.Contains("first start", StartupText.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_without_a_frame_ends_the_bench_with_its_error()
    {
        InputException error = Assert.Throws<InputException>(() => StartupBench.Run(ShippedModel.Path, "fp32", StartupBench.DefaultSource, ["--threads", "0"], processes: 2, TestContext.Current.CancellationToken));
        Assert.Contains("0 threads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Startup_options_reach_the_child_processes()
    {
        // Each process ends with live's error about the option, which proves that it received it.
        Assert.Contains("no int4 file", Refused("--precision", "int4"), StringComparison.Ordinal);
        foreach (string[] given in (string[][])[["--ep", "warp"], ["--threads", "0"], ["--source", "nowhere.mp4"], ["--ep-library", "nowhere.so"]])
        {
            Assert.Contains(given[1] == "0" ? "0 threads" : given[1], Refused(given), StringComparison.Ordinal);
        }

        static string Refused(params string[] given)
        {
            (int code, string errors) = Bench(["--startup", .. given]);
            Assert.Equal(3, code);
            return Assert.Single(errors.TrimEnd().Split('\n'));
        }
    }

    [Theory]
    [InlineData("--min-queries", "5")]
    [InlineData("--min-seconds", "5")]
    [InlineData("--scenario", "single-stream")]
    [InlineData("--ep", "cpu", "--ep", "cuda")]
    [InlineData("--precision", "fp32", "--precision", "int8")]
    [InlineData("--threads", "1", "--threads", "2")]
    [InlineData("--html", "x.html")]
    [InlineData("--samples", "x.csv")]
    public void Options_without_effect_are_a_usage_error(params string[] options) =>
        Assert.Equal(2, Bench(["--startup", .. options]).Code);

    private static (int Code, string Errors) Bench(params string[] options)
    {
        StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { BenchVerb.Create() }, ["bench", "--model", ShippedModel.Path, .. options], TextWriter.Null, errors);
        return (code, errors.ToString());
    }
}

using System.Diagnostics;
using System.Net;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Health and metrics, as machines request them.</summary>
public class WebMetricsTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Counting_a_result_allocates_nothing()
    {
        using PreviewHost host = new();
        FrameResult result = host.Result();
        Assert.Equal(0, Allocation.OfThousandCalls(_ => host.Metrics.Publish(result)));
    }

    [Fact]
    public async Task Prometheus_parser_reads_all_series()
    {
        Assert.SkipWhen(await RunPythonAsync("import prometheus_client", "") is null, "python3-prometheus-client is missing (apt-get install python3-prometheus-client)");
        using PreviewHost host = new();
        using Frame frame = new();
        host.Counters.Captured = 7;
        host.Counters.Processed = 5;
        host.Counters.Dropped = 2;
        host.Counters.Torn = 3;
        host.Counters.DroppedByDriver = 4;
        host.Health.PictureCame(frame, () => { });
        host.Health.Lose("unplugged");
        host.Health.PictureCame(frame, () => { });
        host.Preview.Status.Fail("no \"room\"");
        for (int i = 0; i < 5; i++)
        {
            host.Metrics.Publish(host.Result());
        }

        host.Metrics.Publish(host.Result(ResultState.Lost));
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri("metrics", UriKind.Relative), Cancel);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        string json = await RunPythonAsync(
            """
            import json, sys
            from prometheus_client.parser import text_string_to_metric_families
            samples = [s for f in text_string_to_metric_families(sys.stdin.read()) for s in f.samples]
            print(json.dumps({s.name + ''.join(f'|{v}' for k, v in sorted(s.labels.items())): s.value for s in samples}))
            """,
            await answer.Content.ReadAsStringAsync(Cancel)) ?? "{}";
        Dictionary<string, double> samples = JsonSerializer.Deserialize<Dictionary<string, double>>(json)!;
        Dictionary<string, double> expected = new()
        {
            ["edgeresnet_frames_captured_total"] = 7,
            ["edgeresnet_frames_processed_total"] = 5,
            ["edgeresnet_frames_dropped_total"] = 2,
            ["edgeresnet_frames_torn_total"] = 3,
            ["edgeresnet_frames_dropped_by_driver_total"] = 4,
            ["edgeresnet_source_reconnects_total"] = 1,
            ["edgeresnet_source_lost"] = 1,
            ["edgeresnet_labels_total|one"] = 5,
            ["edgeresnet_states_total|stable"] = 5,
            ["edgeresnet_states_total|lost"] = 1,
            ["edgeresnet_sink_problem|web"] = 1,
            ["edgeresnet_frame_age_seconds_count"] = 5,
            ["edgeresnet_frame_age_seconds_bucket|0.005"] = 0,
            ["edgeresnet_frame_age_seconds_bucket|0.01"] = 5,
            ["edgeresnet_stage_seconds_bucket|0.005|inference"] = 0,
            ["edgeresnet_stage_seconds_bucket|0.01|inference"] = 5,
            [$"edgeresnet_model_info|none|counter|fp32|{new string('0', 64)}|demo:fashion|energy"] = 1,
        };
        foreach ((string name, double value) in expected)
        {
            Assert.True(samples.TryGetValue(name, out double found), $"{name} is missing in {string.Join('\n', samples.Keys)}");
            Assert.Equal((name, value), (name, found));
        }

        Assert.DoesNotContain("edgeresnet_labels_total|two", samples.Keys); // never seen
        Assert.InRange(samples["process_resident_memory_bytes"], 10e6, 1e11);
        Assert.InRange(samples["process_num_threads"], 2, 1000);
        Assert.InRange(samples["process_open_fds"], 3, 10000);
        Assert.InRange(samples["edgeresnet_frame_age_seconds_sum"], 0.0449, 0.0451);
    }

    [Fact]
    public async Task Unknown_results_count_for_no_class()
    {
        using PreviewHost host = new();
        foreach (ResultState state in (ResultState[])[ResultState.Stable, ResultState.Unknown, ResultState.Changing, ResultState.Unknown])
        {
            host.Metrics.Publish(host.Result(state));
        }

        string metrics = await host.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancel);
        Assert.Contains("edgeresnet_labels_total{label=\"one\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains("edgeresnet_states_total{state=\"unknown\"} 2\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_model_is_named_from_its_first_result_and_labels_keep_their_counts()
    {
        using PreviewHost host = new();
        host.Metrics.Publish(host.Result());
        FrameResult next = host.Result();
        next.Model = Results.ModelOf(new string('b', 64), "uno", "one", "tre");
        host.Metrics.Publish(next);
        (next.Model, next.ShownClass) = (Results.ModelOf(new string('c', 64), "uno", "due"), 0);
        host.Metrics.Publish(next);
        string metrics = await host.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), Cancel);
        Assert.Contains("edgeresnet_labels_total{label=\"one\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains("edgeresnet_labels_total{label=\"uno\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("edgeresnet_model_changes_total 2\n", metrics, StringComparison.Ordinal);
        Assert.Equal(1, metrics.Split("edgeresnet_model_info{").Length - 1);
        Assert.Contains($"sha256=\"{new string('c', 64)}\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_is_healthy_within_its_stall_limit()
    {
        using CounterClassifier classifier = new();
        using PipelineControls controls = new();
        TimeSpan stall = TimeSpan.FromHours(1);
        using LiveMetrics metrics = new(new LiveFacts(LoadedModel.Describe(classifier), "demo:fashion", isLive: true, new PipelineCounters(), new SourceHealth(() => stall), controls)) { Patience = TimeSpan.Zero };
        metrics.Publish(new FrameResult { Model = metrics.Facts.Model });
        Assert.Null(metrics.Ailment());
        stall = TimeSpan.FromHours(-1);
        Assert.StartsWith("no frame from the source", metrics.Ailment(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_starts_with_the_first_result()
    {
        using PreviewHost host = new();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting"), await HealthAsync(host));
        host.Metrics.Publish(host.Result());
        Assert.Equal((HttpStatusCode.OK, null), await HealthAsync(host));
    }

    [Fact]
    public async Task A_lost_source_is_reported_until_it_returns()
    {
        using PreviewHost host = new();
        host.Metrics.Publish(host.Result(ResultState.Lost));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "source lost"), await HealthAsync(host));
        host.Metrics.Publish(host.Result());
        Assert.Equal((HttpStatusCode.OK, null), await HealthAsync(host));
    }

    [Theory]
    [InlineData(0, "no frame from the source")]
    [InlineData(10, "inference stalled")]
    public async Task Silence_is_reported_with_its_cause(int framesSince, string reason)
    {
        using PreviewHost host = new(patience: TimeSpan.FromMilliseconds(100));
        host.Metrics.Publish(host.Result());
        host.Counters.Captured += framesSince;
        Eventually.True(() => host.Metrics.Ailment() is not null);
        Assert.StartsWith(reason, (await HealthAsync(host)).Reason, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string? Reason)> HealthAsync(PreviewHost host)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(new Uri("healthz", UriKind.Relative), Cancel);
        using JsonDocument health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return (answer.StatusCode, health.RootElement.TryGetProperty("reason", out JsonElement reason) ? reason.GetString()?.Split(':')[0] : null);
    }

    private static async Task<string?> RunPythonAsync(string script, string input)
    {
        ProcessStartInfo start = new("/usr/bin/python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (!File.Exists(start.FileName))
        {
            return null;
        }

        using Process python = Process.Start(start)!;
        Task<string> errors = python.StandardError.ReadToEndAsync(Cancel);
        await python.StandardInput.WriteAsync(input.AsMemory(), Cancel);
        python.StandardInput.Close();
        string output = await python.StandardOutput.ReadToEndAsync(Cancel);
        await python.WaitForExitAsync(Cancel);
        await errors;
        return python.ExitCode == 0 ? output : null;
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;
using Prometheus;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Prometheus metrics of a running pipeline. The inference thread counts results, without allocating; all else is computed at each request.</summary>
internal sealed class LiveMetrics : IResultSink
{
    private static readonly double[] ageBuckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.033, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10];
    private static readonly double[] stageBuckets = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
    private static readonly TimeSpan timeToTell = TimeSpan.FromSeconds(1); // time to publish a loss
    private readonly CollectorRegistry registry = Metrics.NewCustomRegistry();
    private readonly LiveGauges gauges;
    private readonly Histogram age;
    private readonly Histogram.Child capture;
    private readonly Histogram.Child preprocess;
    private readonly Histogram.Child inference;
    private readonly Histogram.Child postprocess;
    private readonly Histogram.Child overlay;
    private readonly LabelCounts labels = new();
    private readonly long[] stateCounts = new long[Enum.GetValues<ResultState>().Length];
    private readonly LiveFacts facts;
    private long lastResult;
    private long capturedAtLastResult;
    private int lastState; // a ResultState
    private double highestAge;
    private double highestInference;

    /// <summary>Registers all metrics.</summary>
    public LiveMetrics(LiveFacts facts)
    {
        this.facts = facts;
        MetricFactory factory = Metrics.WithCustomRegistry(registry);
        age = factory.CreateHistogram("edgeresnet_frame_age_seconds", "From the capture of a frame to the hand-over of its result.", Buckets(ageBuckets));
        Histogram stages = factory.CreateHistogram("edgeresnet_stage_seconds", "Where the time of a frame went.", ["stage"], Buckets(stageBuckets));
        (capture, preprocess, inference, postprocess, overlay) = (stages.WithLabels("capture"), stages.WithLabels("preprocess"), stages.WithLabels("inference"), stages.WithLabels("postprocess"), stages.WithLabels("overlay"));
        gauges = new LiveGauges(factory, facts);
        registry.AddBeforeCollectCallback(() => gauges.Update(labels, stateCounts, IsLost));
    }

    public SinkStatus Status { get; } = new("metrics");

    public ISinkWorker? Worker => null;

    /// <summary>Facts of the run and shared counters.</summary>
    public LiveFacts Facts => facts;

    /// <summary>Longest time without a result before the pipeline counts as stalled; a source with more patience extends it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    private bool IsLost => Volatile.Read(ref lastResult) != 0 && Volatile.Read(ref lastState) == (int)ResultState.Lost;

    /// <summary>Adds the number of viewers; called once, before the page is served.</summary>
    public void CountViewers(Func<int> viewers) => gauges.Viewers = viewers;

    public void Publish(FrameResult result)
    {
        stateCounts[(int)result.State]++;
        if (!ReferenceEquals(result.Model, facts.Model))
        {
            facts.Model = result.Model;
            facts.ModelChanges++;
        }

        Volatile.Write(ref lastState, (int)result.State);
        Volatile.Write(ref capturedAtLastResult, facts.Counters.Captured);
        Volatile.Write(ref lastResult, Stopwatch.GetTimestamp());
        if (result.State == ResultState.Lost)
        {
            return; // no picture: no times, no class
        }

        Observe(age, result.Times.AgeMs);
        Observe(capture, result.Times.CaptureMs);
        Observe(preprocess, result.Times.PreprocessMs);
        Observe(inference, result.Times.InferenceMs);
        Observe(postprocess, result.Times.PostprocessMs);
        Observe(overlay, result.Times.OverlayMs);
        if (result.State != ResultState.Unknown)
        {
            labels.Add(result); // an unknown frame counts for no class
        }

        highestAge = Math.Max(highestAge, result.Times.AgeMs);
        highestInference = Math.Max(highestInference, result.Times.InferenceMs);
        Status.CountDelivered();
    }

    /// <summary>Why the pipeline is unhealthy, in a few words; null if it is healthy.</summary>
    public string? Ailment()
    {
        long last = Volatile.Read(ref lastResult);
        if (last == 0)
        {
            return "starting: no result yet";
        }

        if (IsLost)
        {
            return "source lost";
        }

        TimeSpan silence = Stopwatch.GetElapsedTime(last);
        if (silence < Patience || silence < facts.Health.Stall + timeToTell || (facts.Controls.Paused && !facts.IsLive))
        {
            return null; // a file waits while paused
        }

        return facts.Counters.Captured > Volatile.Read(ref capturedAtLastResult)
            ? $"inference stalled: no result for {silence.TotalSeconds:0} s although frames came"
            : $"no frame from the source for {silence.TotalSeconds:0} s";
    }

    /// <summary>Highest age and inference time in milliseconds since the last call; 0 without a result. For one caller.</summary>
    public (double Age, double Inference) TakeHighest() => (Interlocked.Exchange(ref highestAge, 0), Interlocked.Exchange(ref highestInference, 0));

    /// <summary>Writes all metrics in Prometheus' text format.</summary>
    public Task WriteAsync(Stream stream, CancellationToken cancel) => registry.CollectAndExportAsTextAsync(stream, cancel);

    public void Dispose()
    {
    }

    private static HistogramConfiguration Buckets(double[] buckets) => new() { Buckets = buckets, ExemplarBehavior = ExemplarBehavior.NoExemplars() };

    private static void Observe(IObserver histogram, double milliseconds) => histogram.Observe(milliseconds / 1000);
}

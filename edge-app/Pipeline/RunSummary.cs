using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The contract's <c>summary</c> of a <c>live</c> run. Times in milliseconds.</summary>
internal sealed record RunSummary
{
    /// <summary>Summarizes a finished run.</summary>
    public RunSummary(RunStatistics statistics, AnsweringModel running, SourceHealth source)
    {
        FramesProcessed = statistics.Frames;
        Seconds = statistics.Seconds;
        Fps = Seconds > 0 ? FramesProcessed / Seconds : 0;
        Top1 = statistics.Top1;
        FlipsPerMinute = statistics.Labels.FlipsPerMinute;
        RawFlipsPerMinute = statistics.Labels.RawFlipsPerMinute;
        LabelDelayMs = statistics.Labels.DelayMs;
        RawLabelDelayMs = statistics.Labels.RawDelayMs;
        LatencyMs = TimeSummary.Of(statistics.Latency);
        AgeMs = TimeSummary.Of(statistics.Age);
        OverheadMs = TimeSummary.Of(statistics.Overhead);
        Reconnects = source.Reconnects;
        Losses = source.Losses;
        AnsweringModel model = statistics.Models.Last ?? running;
        Ep = model.ExecutionProvider;
        Precision = model.Precision;
        Sha256 = model.Sha256;
        Model = model.Name;
        ModelChanges = statistics.Models.Changes;
        Models = statistics.Models.Newest;
    }

    /// <summary>Frames classified and frames dropped.</summary>
    public required long FramesCaptured { get; init; }

    /// <summary>Frames classified.</summary>
    public long FramesProcessed { get; }

    /// <summary>Frames replaced by a newer one before they were classified.</summary>
    public required long FramesDropped { get; init; }

    /// <summary>Pictures that the source left out because they were damaged or too large.</summary>
    public required long FramesTorn { get; init; }

    /// <summary>Pictures that a camera's driver dropped before this program saw them.</summary>
    public required long FramesDroppedByDriver { get; init; }

    /// <summary>From the start of the capture to the last result.</summary>
    public double Seconds { get; }

    /// <summary>Frames classified per second.</summary>
    public double Fps { get; }

    /// <summary>Share of judged frames whose best class is true; null without such frames.</summary>
    public double? Top1 { get; }

    /// <summary>Label changes per minute that no change of the truth explains; null without truth, like the next three.</summary>
    public double? FlipsPerMinute { get; }

    /// <summary>The same for each frame's own answer, without smoothing.</summary>
    public double? RawFlipsPerMinute { get; }

    /// <summary>Mean time in milliseconds from a new object to its label.</summary>
    public double? LabelDelayMs { get; }

    /// <summary>The same for each frame's own answer, over the same objects.</summary>
    public double? RawLabelDelayMs { get; }

    /// <summary>Preprocessing, network and postprocessing of a frame.</summary>
    public TimeSummary LatencyMs { get; }

    /// <summary>From the capture of a frame to the hand-over of its result.</summary>
    public TimeSummary AgeMs { get; }

    /// <summary>Work besides the network: convert, resize, interpret, draw (the latest drawing, see <see cref="RunStatistics.Overhead"/>) and hand over, without waiting.</summary>
    public TimeSummary OverheadMs { get; }

    /// <summary>Managed bytes allocated per frame by the threads of capture, inference and rendering, after the warm-up.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Whether the pipeline's threads had real-time priority (SCHED_RR), which needs a permission.</summary>
    public required bool RealTime { get; init; }

    /// <summary>How often the source was reopened.</summary>
    public int Reconnects { get; }

    /// <summary>How often the source was lost after it had delivered.</summary>
    public int Losses { get; }

    /// <summary>The execution provider that ran.</summary>
    public string Ep { get; }

    /// <summary>Why this execution provider was chosen.</summary>
    public string? EpReason { get; init; }

    /// <summary>Which of the model's files ran, such as <c>fp32</c>.</summary>
    public string Precision { get; }

    /// <summary>SHA-256 of that file.</summary>
    public string Sha256 { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>How often a model replaced another during the run; the fields above name the last one.</summary>
    public long ModelChanges { get; }

    /// <summary>The models that answered, in order; of many changes the newest hundred.</summary>
    public IReadOnlyList<ModelSummary> Models { get; }

    /// <summary>Counters of the sinks.</summary>
    public required IReadOnlyList<SinkSummary> Sinks { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}

/// <summary>Counters of a sink and its last problem, if it had one.</summary>
internal sealed record SinkSummary(string Name, long Delivered, long Lost, string? LastProblem)
{
    /// <summary>A summary of <paramref name="status"/>.</summary>
    public static SinkSummary Of(SinkStatus status) => new(status.Name, status.Delivered, status.Lost, status.LastProblem);
}

/// <summary>The percentiles of a <see cref="RunSummary"/>, in milliseconds.</summary>
internal sealed record TimeSummary(double P50, double P90, double P99, double Max)
{
    /// <summary>A summary of <paramref name="recorder"/>.</summary>
    public static TimeSummary Of(LatencyRecorder recorder)
    {
        Percentiles percentiles = recorder.Summarize();
        return new TimeSummary(percentiles.P50, percentiles.P90, percentiles.P99, percentiles.Max);
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The <c>summary</c> of the contract: what a run of <c>live</c> did. Times in milliseconds.</summary>
internal sealed record RunSummary
{
    /// <summary>Takes what was measured, of a run that is over.</summary>
    public RunSummary(RunStatistics statistics, IImageClassifier classifier, SourceHealth source)
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
        Ep = classifier.ExecutionProvider;
        Precision = classifier.Precision;
        Sha256 = classifier.Sha256;
        Model = classifier.Model;
    }

    /// <summary>Frames classified and frames dropped.</summary>
    public required long FramesCaptured { get; init; }

    /// <summary>Frames classified.</summary>
    public long FramesProcessed { get; }

    /// <summary>Frames that a newer one replaced before they were classified.</summary>
    public required long FramesDropped { get; init; }

    /// <summary>From the start of the capture to the last result.</summary>
    public double Seconds { get; }

    /// <summary>Frames classified a second.</summary>
    public double Fps { get; }

    /// <summary>Share of the frames with known truth whose best class is the true one; absent without such frames.</summary>
    public double? Top1 { get; }

    /// <summary>Changes a minute of the label shown that no change of the truth excuses; absent without truth, as the next three.</summary>
    public double? FlipsPerMinute { get; }

    /// <summary>The same of each frame's own answer.</summary>
    public double? RawFlipsPerMinute { get; }

    /// <summary>Mean time in milliseconds from another object to the label that names it.</summary>
    public double? LabelDelayMs { get; }

    /// <summary>The same of each frame's own answer, over the same objects.</summary>
    public double? RawLabelDelayMs { get; }

    /// <summary>Preprocessing, network and postprocessing of a frame.</summary>
    public TimeSummary LatencyMs { get; }

    /// <summary>From the capture of a frame to the hand-over of its result.</summary>
    public TimeSummary AgeMs { get; }

    /// <summary>All that the program does for a frame besides the network: convert, resize, interpret, draw (the last drawing, as in <see cref="RunStatistics.Overhead"/>) and hand over to the sinks. Waiting is not in it.</summary>
    public TimeSummary OverheadMs { get; }

    /// <summary>Managed bytes that the threads of capture, inference and rendering allocated for a frame, after the warm-up.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Whether the threads of capture, pre- and postprocessing and drawing ran before all others (SCHED_RR), which not every user may ask for.</summary>
    public required bool RealTime { get; init; }

    /// <summary>How often the source was opened again.</summary>
    public int Reconnects { get; }

    /// <summary>How often the source was lost after it had delivered.</summary>
    public int Losses { get; }

    /// <summary>The execution provider that ran.</summary>
    public string Ep { get; }

    /// <summary>Why it was this one.</summary>
    public string? EpReason { get; init; }

    /// <summary>Which of the model's files ran.</summary>
    public string Precision { get; }

    /// <summary>SHA-256 of that file.</summary>
    public string Sha256 { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>How the sinks did.</summary>
    public required IReadOnlyList<SinkSummary> Sinks { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}

/// <summary>How a sink did: what arrived, what did not, and what was wrong last, if anything ever was.</summary>
internal sealed record SinkSummary(string Name, long Delivered, long Lost, string? LastProblem)
{
    /// <summary>What <paramref name="status"/> says.</summary>
    public static SinkSummary Of(SinkStatus status) => new(status.Name, status.Delivered, status.Lost, status.LastProblem);
}

/// <summary>The percentiles of a <see cref="RunSummary"/>, in milliseconds.</summary>
internal sealed record TimeSummary(double P50, double P90, double P99, double Max)
{
    /// <summary>What <paramref name="recorder"/> holds.</summary>
    public static TimeSummary Of(LatencyRecorder recorder)
    {
        Percentiles percentiles = recorder.Summarize();
        return new TimeSummary(percentiles.P50, percentiles.P90, percentiles.P99, percentiles.Max);
    }
}

using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The <c>summary</c> of the contract: what a run of <c>live</c> did. Times in milliseconds.</summary>
internal sealed record RunSummary
{
    /// <summary>Frames classified and frames dropped.</summary>
    public required long FramesCaptured { get; init; }

    /// <summary>Frames classified.</summary>
    public required long FramesProcessed { get; init; }

    /// <summary>Frames that a newer one replaced before they were classified.</summary>
    public required long FramesDropped { get; init; }

    /// <summary>From the start of the capture to the last result.</summary>
    public required double Seconds { get; init; }

    /// <summary>Frames classified a second.</summary>
    public required double Fps { get; init; }

    /// <summary>Share of the frames with known truth whose best class is the true one; absent without such frames.</summary>
    public double? Top1 { get; init; }

    /// <summary>Changes a minute of the label shown that no change of the truth excuses; absent without truth, as the next three.</summary>
    public double? FlipsPerMinute { get; init; }

    /// <summary>The same of each frame's own answer.</summary>
    public double? RawFlipsPerMinute { get; init; }

    /// <summary>Mean time in milliseconds from another object to the label that names it.</summary>
    public double? LabelDelayMs { get; init; }

    /// <summary>The same of each frame's own answer, over the same objects.</summary>
    public double? RawLabelDelayMs { get; init; }

    /// <summary>Preprocessing, network and postprocessing of a frame.</summary>
    public required TimeSummary LatencyMs { get; init; }

    /// <summary>From the capture of a frame to the hand-over of its result.</summary>
    public required TimeSummary AgeMs { get; init; }

    /// <summary>All that the program does for a frame besides the network: convert, resize, interpret, draw (the last drawing, as in <see cref="RunStatistics.Overhead"/>) and hand over to the sinks. Waiting is not in it.</summary>
    public required TimeSummary OverheadMs { get; init; }

    /// <summary>Managed bytes that the threads of capture, inference and rendering allocated for a frame, after the warm-up.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Whether the threads of capture, pre- and postprocessing and drawing ran before all others (SCHED_RR), which not every user may ask for.</summary>
    public required bool RealTime { get; init; }

    /// <summary>How often the source was opened again.</summary>
    public required int Reconnects { get; init; }

    /// <summary>How often the source was lost after it had delivered.</summary>
    public required int Losses { get; init; }

    /// <summary>The execution provider that ran.</summary>
    public required string Ep { get; init; }

    /// <summary>Why it was this one.</summary>
    public string? EpReason { get; init; }

    /// <summary>Which of the model's files ran.</summary>
    public required string Precision { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

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

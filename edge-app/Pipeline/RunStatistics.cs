using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>What the inference thread measures on every frame, without allocating.</summary>
internal sealed class RunStatistics
{
    private long correct;
    private long started = Stopwatch.GetTimestamp();
    private long lastFrame;

    /// <summary>Preprocessing, network and postprocessing of a frame.</summary>
    public LatencyRecorder Latency { get; } = new();

    /// <summary>From the capture of a frame to the hand-over of its result.</summary>
    public LatencyRecorder Age { get; } = new();

    /// <summary>All that this program does for a frame besides the network: convert, resize, interpret, draw and hand over. Waiting is not in it. The drawing is the last one, which has a clock of its own: with more results a second than pictures one drawing counts for several frames, with fewer some count for none.</summary>
    public LatencyRecorder Overhead { get; } = new();

    /// <summary>How calm and how quick the label is, where the truth is known.</summary>
    public LabelStability Labels { get; } = new();

    /// <summary>Frames added.</summary>
    public long Frames { get; private set; }

    /// <summary>From the start to the last frame; 0 without one.</summary>
    public double Seconds => Frames == 0 ? 0 : Stopwatch.GetElapsedTime(started, lastFrame).TotalSeconds;

    /// <summary>Frames whose true class is known.</summary>
    public long Judged { get; private set; }

    /// <summary>Share of the frames with known truth whose best class is the true one; absent without such frames.</summary>
    public double? Top1 => Judged > 0 ? (double)correct / Judged : null;

    /// <summary>What a frame costs the inference thread on the managed heap.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>The run starts now.</summary>
    public void Begin() => started = Stopwatch.GetTimestamp();

    /// <summary>Takes a frame's result; called on the inference thread.</summary>
    public void Add(FrameResult result)
    {
        FrameTimes times = result.Times;
        Latency.Add(times.LatencyMs);
        Age.Add(times.AgeMs);
        Overhead.Add(times.CaptureMs + times.PreprocessMs + times.PostprocessMs + times.OverlayMs + times.HandOverMs);
        Labels.Add(result);
        if (result.Truth is int truth)
        {
            Judged++;
            correct += result.TopClasses[0] == truth ? 1 : 0;
        }

        Frames++;
        lastFrame = times.Shown;
        Allocation.Count();
    }
}

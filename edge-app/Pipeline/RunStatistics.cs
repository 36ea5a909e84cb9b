using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Measurements of the inference thread for every frame; allocates nothing.</summary>
internal sealed class RunStatistics
{
    private long correct;
    private long started = Stopwatch.GetTimestamp();
    private long lastFrame;

    /// <summary>Preprocessing, network and postprocessing of a frame.</summary>
    public LatencyRecorder Latency { get; } = new();

    /// <summary>Age of a result: from capture to hand-over.</summary>
    public LatencyRecorder Age { get; } = new();

    /// <summary>
    /// Work for a frame besides the network: convert, resize, interpret, draw and hand over, without waiting. The drawing is the
    /// latest one: drawing has its own clock, so one drawing may count for several frames or for none.
    /// </summary>
    public LatencyRecorder Overhead { get; } = new();

    /// <summary>Stability and delay of the label, if the truth is known.</summary>
    public LabelStability Labels { get; } = new();

    /// <summary>The models that answered.</summary>
    public ModelTally Models { get; } = new();

    /// <summary>Frames added.</summary>
    public long Frames { get; private set; }

    /// <summary>From the start to the last frame; 0 without one.</summary>
    public double Seconds => Frames == 0 ? 0 : Stopwatch.GetElapsedTime(started, lastFrame).TotalSeconds;

    /// <summary>Frames with a known true class.</summary>
    public long Judged { get; private set; }

    /// <summary>Share of judged frames whose best class is true; null without such frames.</summary>
    public double? Top1 => Judged > 0 ? (double)correct / Judged : null;

    /// <summary>Managed bytes that the inference thread allocates for each frame.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>Marks the start of the run.</summary>
    public void Begin() => started = Stopwatch.GetTimestamp();

    /// <summary>Takes a frame's result; called on the inference thread.</summary>
    public void Add(FrameResult result)
    {
        FrameTimes times = result.Times;
        Latency.Add(times.LatencyMs);
        Age.Add(times.AgeMs);
        Overhead.Add(times.CaptureMs + times.PreprocessMs + times.PostprocessMs + times.OverlayMs + times.HandOverMs);
        Labels.Add(result);
        Models.Add(result);
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

using System.Diagnostics;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Replaces a window: has every picture drawn, and records drawing times and the age of each result at its first drawing. Used by the render loop's thread.</summary>
internal sealed class DrawnRecorder(FrameRecorder frames) : IPictureSink
{
    private const int Capacity = 1 << 16; // half an hour of pictures
    private readonly LatencyRecorder overlay = new(Capacity);
    private readonly LatencyRecorder ages = new(Capacity);
    private PipelineCounters? counters;
    private bool shown; // a picture, since the last tick
    private long lastResult;

    public SinkStatus Status { get; } = new("bench pictures");

    public ISinkWorker? Worker => null;

    public bool Wanted => true;

    public int MostHeld => 0;

    /// <summary>Drawing times.</summary>
    public Percentiles OverlayMs => overlay.Summarize();

    /// <summary>From the capture of a frame to the first drawn picture with its result.</summary>
    public Percentiles AgeMs => ages.Summarize();

    /// <summary>Called before a pipeline runs.</summary>
    public void BeginRound(PipelineCounters counting) => counters = counting;

    public void Start()
    {
    }

    public void Show(HudFrame frame)
    {
        if (!frames.Recording)
        {
            return;
        }

        shown = true;
        if (frame.State.Now.Times.Captured != lastResult)
        {
            lastResult = frame.State.Now.Times.Captured;
            ages.Add(Stopwatch.GetElapsedTime(lastResult).TotalMilliseconds);
        }
    }

    /// <summary>The render loop has stored the drawing time by now.</summary>
    public void Tick()
    {
        if (shown)
        {
            overlay.Add(counters!.OverlayMs);
            shown = false;
        }
    }

    public void Dispose()
    {
    }
}

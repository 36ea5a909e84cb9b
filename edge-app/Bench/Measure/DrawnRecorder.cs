using System.Diagnostics;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Replaces a window: has every picture drawn, and records drawing times and the age of each result at its first drawing. Used by the render loop's thread.</summary>
internal sealed class DrawnRecorder(FrameRecorder frames) : IPictureSink
{
    private const int Capacity = 1 << 16; // half an hour of pictures
    private readonly List<(long Start, long End)> drawings = new(Capacity);
    private readonly LatencyRecorder overlay = new(Capacity);
    private readonly LatencyRecorder ages = new(Capacity);
    private PipelineCounters? counters;
    private long shown; // when the picture was finished; 0 without one since the last tick
    private long lastResult;

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("bench pictures");

    /// <inheritdoc/>
    public ISinkWorker? Worker => null;

    /// <inheritdoc/>
    public bool Wanted => true;

    /// <inheritdoc/>
    public int MostHeld => 0;

    /// <summary>Start and end of each drawing, <see cref="Stopwatch"/> timestamps.</summary>
    public IReadOnlyList<(long Start, long End)> Drawings => drawings;

    /// <summary>Drawing times.</summary>
    public Percentiles OverlayMs => overlay.Summarize();

    /// <summary>From the capture of a frame to the first drawn picture with its result.</summary>
    public Percentiles AgeMs => ages.Summarize();

    /// <summary>Called before a pipeline runs.</summary>
    public void BeginRound(PipelineCounters counting) => counters = counting;

    /// <inheritdoc/>
    public void Start()
    {
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if (!frames.Recording)
        {
            return;
        }

        shown = Stopwatch.GetTimestamp();
        if (frame.State.Now.Times.Captured != lastResult)
        {
            lastResult = frame.State.Now.Times.Captured;
            ages.Add(Stopwatch.GetElapsedTime(lastResult, shown).TotalMilliseconds);
        }
    }

    /// <summary>The render loop has stored the drawing time by now.</summary>
    public void Tick()
    {
        if (shown == 0)
        {
            return;
        }

        double milliseconds = counters!.OverlayMs;
        overlay.Add(milliseconds);
        if (drawings.Count < Capacity)
        {
            drawings.Add((shown - (long)(milliseconds * Stopwatch.Frequency / 1000), shown));
        }

        shown = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

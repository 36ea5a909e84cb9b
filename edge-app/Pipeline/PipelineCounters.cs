namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>What the loops tell each other about their progress. Each number has one writer; the losses of the source are counted by its <see cref="Capture.SourceHealth"/>.</summary>
internal sealed class PipelineCounters
{
    private long captured;
    private long processed;
    private long dropped;
    private double overlayMs;

    /// <summary>Frames that came from the source; written by the capture loop.</summary>
    public long Captured
    {
        get => Volatile.Read(ref captured);
        set => Volatile.Write(ref captured, value);
    }

    /// <summary>Frames that were replaced before they were classified; written by the capture loop.</summary>
    public long Dropped
    {
        get => Volatile.Read(ref dropped);
        set => Volatile.Write(ref dropped, value);
    }

    /// <summary>Frames classified; written by the inference loop.</summary>
    public long Processed
    {
        get => Volatile.Read(ref processed);
        set => Volatile.Write(ref processed, value);
    }

    /// <summary>Milliseconds of the last drawing; written by the render loop.</summary>
    public double OverlayMs
    {
        get => Volatile.Read(ref overlayMs);
        set => Volatile.Write(ref overlayMs, value);
    }
}

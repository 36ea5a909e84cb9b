namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Progress counters shared by the loops. Each number has one writer. <see cref="Capture.SourceHealth"/> counts losses of the source.</summary>
internal sealed class PipelineCounters
{
    private long captured;
    private long processed;
    private long dropped;
    private long torn;
    private long droppedByDriver;
    private double overlayMs;

    /// <summary>Frames captured; written by the capture loop.</summary>
    public long Captured
    {
        get => Volatile.Read(ref captured);
        set => Volatile.Write(ref captured, value);
    }

    /// <summary>Frames replaced before they were classified; written by the capture loop.</summary>
    public long Dropped
    {
        get => Volatile.Read(ref dropped);
        set => Volatile.Write(ref dropped, value);
    }

    /// <summary>Pictures that the source left out because they were damaged or too large; written by the capture loop.</summary>
    public long Torn
    {
        get => Volatile.Read(ref torn);
        set => Volatile.Write(ref torn, value);
    }

    /// <summary>Pictures that a camera's driver dropped; written by the capture loop.</summary>
    public long DroppedByDriver
    {
        get => Volatile.Read(ref droppedByDriver);
        set => Volatile.Write(ref droppedByDriver, value);
    }

    /// <summary>Frames classified; written by the inference loop.</summary>
    public long Processed
    {
        get => Volatile.Read(ref processed);
        set => Volatile.Write(ref processed, value);
    }

    /// <summary>Duration of the last drawing in milliseconds; written by the render loop.</summary>
    public double OverlayMs
    {
        get => Volatile.Read(ref overlayMs);
        set => Volatile.Write(ref overlayMs, value);
    }
}

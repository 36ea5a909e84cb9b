namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>What the loops tell each other about their progress; each number has one writer.</summary>
internal sealed class PipelineCounters
{
    private long captured;
    private long processed;
    private long turns;
    private long dropped;
    private int reconnects;
    private int losses;
    private int absences;
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

    /// <summary>How often the source was opened again; written by the capture loop.</summary>
    public int Reconnects
    {
        get => Volatile.Read(ref reconnects);
        set => Volatile.Write(ref reconnects, value);
    }

    /// <summary>How often the source was lost after it had delivered.</summary>
    public int Losses
    {
        get => Volatile.Read(ref losses);
        set => Volatile.Write(ref losses, value);
    }

    /// <summary>How often the source was not there: its losses, and its absence at the start.</summary>
    public int Absences
    {
        get => Volatile.Read(ref absences);
        set => Volatile.Write(ref absences, value);
    }

    /// <summary>Frames classified; written by the inference loop.</summary>
    public long Processed
    {
        get => Volatile.Read(ref processed);
        set => Volatile.Write(ref processed, value);
    }

    /// <summary>How often the inference loop went round, with a frame or without; written by it.</summary>
    public long Turns
    {
        get => Volatile.Read(ref turns);
        set => Volatile.Write(ref turns, value);
    }

    /// <summary>Milliseconds of the last drawing; written by the render loop.</summary>
    public double OverlayMs
    {
        get => Volatile.Read(ref overlayMs);
        set => Volatile.Write(ref overlayMs, value);
    }
}

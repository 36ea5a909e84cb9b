namespace EdgeResNet.EdgeApp.Threads;

/// <summary>Measures managed bytes that a thread allocates for each turn of its loop, after a warm-up for compilation and buffers. Written by that thread; read after it has ended.</summary>
internal sealed class AllocationMeter(int warmUp = AllocationMeter.DefaultWarmUp)
{
    /// <summary>Turns that do not count.</summary>
    public const int DefaultWarmUp = 50;

    private long turns;
    private long atStart;
    private long atEnd;
    private long aside;

    /// <summary>Bytes for each turn; 0 before the end of the warm-up.</summary>
    public double BytesPerTurn => turns > warmUp ? (double)(atEnd - atStart) / (turns - warmUp) : 0;

    /// <summary>Ignores allocations since the last turn, such as those of reopening a source.</summary>
    public void Skip() => aside = GC.GetAllocatedBytesForCurrentThread() - atEnd;

    /// <summary>Call at the end of each turn.</summary>
    public void Count()
    {
        atEnd = GC.GetAllocatedBytesForCurrentThread() - aside;
        if (++turns == warmUp)
        {
            atStart = atEnd;
        }
    }
}

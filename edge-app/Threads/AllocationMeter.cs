namespace EdgeResNet.EdgeApp.Threads;

/// <summary>What a thread allocates on the managed heap for each turn of its loop, after a warm-up in which code is compiled and buffers get their size. Written by that thread, read by others when it has ended.</summary>
internal sealed class AllocationMeter(int warmUp = AllocationMeter.DefaultWarmUp)
{
    /// <summary>Turns that are not counted.</summary>
    public const int DefaultWarmUp = 50;

    private long turns;
    private long atStart;
    private long atEnd;
    private long aside;

    /// <summary>Bytes a turn; 0 when there were no more than the warm-up's.</summary>
    public double BytesPerTurn => turns > warmUp ? (double)(atEnd - atStart) / (turns - warmUp) : 0;

    /// <summary>Leaves out what was allocated since the last turn, such as for opening a source again.</summary>
    public void Skip() => aside = GC.GetAllocatedBytesForCurrentThread() - atEnd;

    /// <summary>Called once at the end of each turn.</summary>
    public void Count()
    {
        atEnd = GC.GetAllocatedBytesForCurrentThread() - aside;
        if (++turns == warmUp)
        {
            atStart = atEnd;
        }
    }
}

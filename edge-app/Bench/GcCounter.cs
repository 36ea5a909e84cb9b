namespace EdgeResNet.EdgeApp.Bench;

/// <summary>The garbage collector's counters at one moment; two of them make a report.</summary>
internal readonly record struct GcCounter(int Gen0, int Gen1, int Gen2, TimeSpan Pause)
{
    /// <summary>Now. The runtime's count of a generation includes those of the older ones.</summary>
    public static GcCounter Now() => new(GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration());

    /// <summary>What happened since <paramref name="before"/>, added to <paramref name="sum"/>.</summary>
    public GcReport Since(GcCounter before, GcReport sum) => new(
        sum.Gen0 + (Gen0 - before.Gen0) - (Gen1 - before.Gen1),
        sum.Gen1 + (Gen1 - before.Gen1) - (Gen2 - before.Gen2),
        sum.Gen2 + (Gen2 - before.Gen2),
        sum.PauseMs + (Pause - before.Pause).TotalMilliseconds);
}

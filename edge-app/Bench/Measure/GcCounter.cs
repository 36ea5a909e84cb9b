namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Counts garbage collections during a measurement, over one or more rounds.</summary>
internal sealed class GcCounter
{
    private const int MostMarked = 4096;
    private readonly List<long> marks = new(MostMarked);
    private (int Gen0, int Gen1, int Gen2, TimeSpan Pause) before;
    private int seen;

    /// <summary>Totals of all rounds.</summary>
    public GcReport Sum { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Times at which collections were noticed, <see cref="System.Diagnostics.Stopwatch"/> timestamps after the affected query.</summary>
    public IReadOnlyList<long> Marks => marks;

    /// <summary>Starts a round.</summary>
    public void Begin()
    {
        before = Now();
        seen = before.Gen0;
    }

    /// <summary>Called after each query; allocates nothing.</summary>
    public void Look(long moment)
    {
        int count = GC.CollectionCount(0);
        if (count != seen && marks.Count < MostMarked)
        {
            marks.Add(moment);
        }

        seen = count;
    }

    /// <summary>Ends a round. The runtime's count of a generation includes the older ones.</summary>
    public void End()
    {
        (int Gen0, int Gen1, int Gen2, TimeSpan Pause) now = Now();
        Sum = new GcReport(
            Sum.Gen0 + (now.Gen0 - before.Gen0) - (now.Gen1 - before.Gen1),
            Sum.Gen1 + (now.Gen1 - before.Gen1) - (now.Gen2 - before.Gen2),
            Sum.Gen2 + (now.Gen2 - before.Gen2),
            Sum.PauseMs + (now.Pause - before.Pause).TotalMilliseconds);
    }

    private static (int Gen0, int Gen1, int Gen2, TimeSpan Pause) Now() => (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration());
}

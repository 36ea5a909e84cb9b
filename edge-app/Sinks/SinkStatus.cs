namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>How a sink is doing. The sink writes it, from any thread; HUD, page, metrics and summary read it. No sink ends the pipeline: what goes wrong is counted and shown here.</summary>
/// <param name="name">What people call the sink, such as <c>record</c>.</param>
/// <param name="clock">Absent: the system's.</param>
internal sealed class SinkStatus(string name, TimeProvider? clock = null)
{
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private long delivered;
    private long lost;
    private long lastDelivery;
    private string? problem;
    private string? lastProblem;

    /// <summary>What people call the sink.</summary>
    public string Name { get; } = name;

    /// <summary>Pictures or events that reached their destination.</summary>
    public long Delivered => Interlocked.Read(ref delivered);

    /// <summary>Pictures or events that found no room or could not be delivered.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>When something arrived last (timestamp of the clock); 0 when nothing ever did.</summary>
    public long LastDelivery => Interlocked.Read(ref lastDelivery);

    /// <summary>What is wrong now, in a few words for people; null while all is well.</summary>
    public string? Problem => Volatile.Read(ref problem);

    /// <summary>What was wrong last, be it mended or not; null when nothing ever was.</summary>
    public string? LastProblem => Volatile.Read(ref lastProblem);

    /// <summary>Counts what arrived.</summary>
    public void CountDelivered(long count = 1)
    {
        if (count > 0)
        {
            Interlocked.Add(ref delivered, count);
            Interlocked.Exchange(ref lastDelivery, clock.GetTimestamp());
        }
    }

    /// <summary>Counts what is gone.</summary>
    public void CountLost(long count = 1) => Interlocked.Add(ref lost, count);

    /// <summary>Counts as gone what was counted as delivered and turned out not to have arrived.</summary>
    public void TakeBack(long count)
    {
        Interlocked.Add(ref delivered, -count);
        Interlocked.Add(ref lost, count);
    }

    /// <summary>Says what is wrong, on one line, until <see cref="Mended"/>.</summary>
    public void Fail(string what)
    {
        what = what.ReplaceLineEndings(" ");
        Volatile.Write(ref problem, what);
        Volatile.Write(ref lastProblem, what);
    }

    /// <summary>All is well again.</summary>
    public void Mended() => Volatile.Write(ref problem, null);
}

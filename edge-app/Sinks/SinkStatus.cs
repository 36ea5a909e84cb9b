using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Counters and problems of a sink. The sink writes them from any thread; HUD, page, metrics and summary read them.</summary>
/// <param name="name">Display name of the sink, such as <c>record</c>.</param>
/// <param name="clock">Null for the system's clock.</param>
internal sealed class SinkStatus(string name, TimeProvider? clock = null)
{
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private long delivered;
    private long lost;
    private long lastDelivery;
    private string? problem;
    private string? lastProblem;

    /// <summary>Display name of the sink.</summary>
    public string Name { get; } = name;

    /// <summary>Pictures or events that arrived.</summary>
    public long Delivered => Interlocked.Read(ref delivered);

    /// <summary>Pictures or events that found no room or could not be delivered.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>Time of the last delivery (timestamp of the clock); 0 before the first.</summary>
    public long LastDelivery => Interlocked.Read(ref lastDelivery);

    /// <summary>The current problem, in a few words; null without one.</summary>
    public string? Problem => Volatile.Read(ref problem);

    /// <summary>The last problem, solved or not; null if there was none.</summary>
    public string? LastProblem => Volatile.Read(ref lastProblem);

    /// <summary>Counts delivered items.</summary>
    public void CountDelivered(long count = 1)
    {
        if (count > 0)
        {
            Interlocked.Add(ref delivered, count);
            Interlocked.Exchange(ref lastDelivery, clock.GetTimestamp());
        }
    }

    /// <summary>Counts lost items.</summary>
    public void CountLost(long count = 1) => Interlocked.Add(ref lost, count);

    /// <summary>Moves items from delivered to lost, when they turn out not to have arrived.</summary>
    public void TakeBack(long count)
    {
        Interlocked.Add(ref delivered, -count);
        Interlocked.Add(ref lost, count);
    }

    /// <summary>Sets the problem, on one line, until <see cref="Mended"/>.</summary>
    public void Fail(string what)
    {
        what = AddressMask.Of(what.ReplaceLineEndings(" "));
        Volatile.Write(ref problem, what);
        Volatile.Write(ref lastProblem, what);
    }

    /// <summary>Clears the problem.</summary>
    public void Mended() => Volatile.Write(ref problem, null);
}

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// How much a sink has taken and not yet counted. Each counts once: as delivered or lost by the thread that delivers it, or as lost at the
/// end of the run, when nobody waits for that thread any longer. Safe from any thread.
/// </summary>
internal sealed class InHand
{
    private int count;

    /// <summary>One more.</summary>
    public void Take() => Interlocked.Increment(ref count);

    /// <summary>One has arrived or is lost.</summary>
    /// <returns>1, or 0 when it was given up before.</returns>
    public int Settle()
    {
        for (int before = Volatile.Read(ref count); before > 0; before = Volatile.Read(ref count))
        {
            if (Interlocked.CompareExchange(ref count, before - 1, before) == before)
            {
                return 1;
            }
        }

        return 0;
    }

    /// <summary>The end of a sink: waits, with <paramref name="patience"/>, for its thread. What that has not settled by then counts as lost.</summary>
    /// <param name="patience">Of the run.</param>
    /// <param name="thread">Ends when it has nothing more to do.</param>
    /// <param name="status">The sink's.</param>
    /// <param name="problem">What to say of a thread that still runs, which ends with the process.</param>
    /// <returns>False when it still runs.</returns>
    public bool Drain(Patience patience, Thread thread, SinkStatus status, string problem)
    {
        if (patience.Join(thread))
        {
            return true;
        }

        status.Fail(problem);
        status.CountLost(Interlocked.Exchange(ref count, 0));
        return false;
    }
}

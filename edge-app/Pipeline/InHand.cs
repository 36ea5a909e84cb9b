namespace EdgeResNet.EdgeApp.Pipeline;

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

    /// <summary>Nobody waits for the rest.</summary>
    /// <returns>How much that was.</returns>
    public int GiveUp() => Interlocked.Exchange(ref count, 0);
}

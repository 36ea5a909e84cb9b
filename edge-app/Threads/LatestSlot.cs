namespace EdgeResNet.EdgeApp.Threads;

/// <summary>
/// Hands the newest value from one writer thread to one reader thread. Three buffers go round: one is written, one is read,
/// one waits; publishing and taking swap with the waiting one in a single atomic exchange, so that nobody waits, copies or
/// allocates, and a buffer in use is never touched by the other side.
/// </summary>
internal sealed class LatestSlot<T>
    where T : class
{
    private const int Fresh = 4;
    private readonly T[] buffers;
    private int back;
    private int front = 1;
    private int waiting = 2;

    /// <summary>The three buffers stay with whoever made them; the slot only lends them out.</summary>
    public LatestSlot(T first, T second, T third) => buffers = [first, second, third];

    /// <summary>The writer's buffer: fill it, then <see cref="Publish"/>.</summary>
    public T Back => buffers[back];

    /// <summary>The reader's buffer: what the last successful <see cref="TryTake"/> brought.</summary>
    public T Front => buffers[front];

    /// <summary>Makes <see cref="Back"/> the newest value; called by the writer only.</summary>
    /// <returns>False when it replaced a value that was never taken.</returns>
    public bool Publish()
    {
        int previous = Interlocked.Exchange(ref waiting, back | Fresh);
        back = previous & ~Fresh;
        return (previous & Fresh) == 0;
    }

    /// <summary>Moves the newest value into <see cref="Front"/>; called by the reader only.</summary>
    /// <returns>False when there is none that was not taken yet; <see cref="Front"/> is then unchanged.</returns>
    public bool TryTake()
    {
        if ((Volatile.Read(ref waiting) & Fresh) == 0)
        {
            return false;
        }

        front = Interlocked.Exchange(ref waiting, front) & ~Fresh;
        return true;
    }
}

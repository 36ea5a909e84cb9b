namespace EdgeResNet.EdgeApp.Threads;

/// <summary>
/// Passes the newest value from one writer thread to one reader thread. Of three buffers one is written, one is read and one
/// waits. Publishing and taking swap with the waiting buffer in one atomic exchange: nothing waits, copies or allocates, and no
/// buffer is shared.
/// </summary>
internal sealed class LatestSlot<T>
    where T : class
{
    private const int Fresh = 4;
    private readonly T[] buffers;
    private int back;
    private int front = 1;
    private int waiting = 2;

    /// <summary>The caller owns the three buffers; the slot lends them.</summary>
    public LatestSlot(T first, T second, T third) => buffers = [first, second, third];

    /// <summary>The writer's buffer: fill it, then <see cref="Publish"/>.</summary>
    public T Back => buffers[back];

    /// <summary>The reader's buffer, set by the last successful <see cref="TryTake"/>.</summary>
    public T Front => buffers[front];

    /// <summary>Makes <see cref="Back"/> the newest value; called by the writer only.</summary>
    /// <returns>False when it replaced a value that was not taken.</returns>
    public bool Publish()
    {
        int previous = Interlocked.Exchange(ref waiting, back | Fresh);
        back = previous & ~Fresh;
        return (previous & Fresh) == 0;
    }

    /// <summary>Moves the newest value into <see cref="Front"/>; called by the reader only.</summary>
    /// <returns>False without a new value; <see cref="Front"/> is then unchanged.</returns>
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

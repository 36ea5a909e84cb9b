using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Freshness over completeness: holds the newest frame only, and the writer never waits. For live sources.</summary>
internal sealed class LatestFrameSlot : IFrameChannel
{
    private readonly Frame[] frames = [new(), new(), new()];
    private readonly LatestSlot<Frame> slot;
    private readonly AutoResetEvent changed = new(initialState: false);
    private long dropped;
    private bool completed;
    private bool aborted;
    private bool woken;

    /// <summary>An empty slot.</summary>
    public LatestFrameSlot() => slot = new LatestSlot<Frame>(frames[0], frames[1], frames[2]);

    /// <inheritdoc/>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <inheritdoc/>
    public Frame? BeginWrite() => Volatile.Read(ref aborted) ? null : slot.Back;

    /// <inheritdoc/>
    public void EndWrite()
    {
        if (!slot.Publish())
        {
            Interlocked.Increment(ref dropped);
        }

        changed.Set();
    }

    /// <inheritdoc/>
    public void Complete()
    {
        Volatile.Write(ref completed, true);
        changed.Set();
    }

    /// <inheritdoc/>
    public bool Ended { get; private set; }

    /// <inheritdoc/>
    public void Wake()
    {
        Volatile.Write(ref woken, true);
        changed.Set();
    }

    /// <inheritdoc/>
    public Frame? Next()
    {
        while (!Volatile.Read(ref aborted))
        {
            // Read before the slot: a frame sent before the completion must not be missed.
            bool last = Volatile.Read(ref completed);
            if (slot.TryTake())
            {
                return slot.Front;
            }

            if (last)
            {
                break;
            }

            if (Interlocked.Exchange(ref woken, false))
            {
                return null;
            }

            changed.WaitOne();
        }

        Ended = true;
        return null;
    }

    /// <summary>The newest frame without waiting, for a reader with a clock of its own.</summary>
    /// <returns>False when nothing new has come; <paramref name="frame"/> is then the last one taken.</returns>
    public bool TryNext(out Frame frame)
    {
        bool taken = slot.TryTake();
        frame = slot.Front;
        return taken;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        Volatile.Write(ref aborted, true);
        changed.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        changed.Dispose();
        foreach (Frame frame in frames)
        {
            frame.Dispose();
        }
    }
}

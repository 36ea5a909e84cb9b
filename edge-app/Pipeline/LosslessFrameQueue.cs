using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Completeness over freshness: every frame arrives once and in order, and a full queue makes the writer wait. For files.</summary>
internal sealed class LosslessFrameQueue : IFrameChannel
{
    private readonly Frame[] frames;
    private readonly object gate = new();
    private int first;
    private int count;
    private bool lent;
    private bool completed;
    private bool aborted;

    /// <summary>A queue of <paramref name="capacity"/> frames, the one in the reader's hands included.</summary>
    public LosslessFrameQueue(int capacity = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        frames = new Frame[capacity];
        for (int i = 0; i < capacity; i++)
        {
            frames[i] = new Frame();
        }
    }

    /// <summary>Always 0.</summary>
    public long Dropped => 0;

    /// <inheritdoc/>
    public Frame? BeginWrite()
    {
        lock (gate)
        {
            while (count == frames.Length && !aborted)
            {
                Monitor.Wait(gate);
            }

            return aborted ? null : frames[(first + count) % frames.Length];
        }
    }

    /// <inheritdoc/>
    public void EndWrite()
    {
        lock (gate)
        {
            count++;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public bool Ended { get; private set; }

    /// <summary>Does nothing: a file's reader waits for nothing but its frames.</summary>
    public void Wake()
    {
    }

    /// <inheritdoc/>
    public Frame? Next()
    {
        lock (gate)
        {
            if (lent)
            {
                first = (first + 1) % frames.Length;
                count--;
                lent = false;
                Monitor.PulseAll(gate);
            }

            while (count == 0 && !completed && !aborted)
            {
                Monitor.Wait(gate);
            }

            lent = count > 0 && !aborted;
            Ended = !lent;
            return lent ? frames[first] : null;
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        lock (gate)
        {
            aborted = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Frame frame in frames)
        {
            frame.Dispose();
        }
    }
}

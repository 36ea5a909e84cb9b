using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// The way of results from the inference thread to the thread of a sink: a ring of copies that allocates nothing after its creation.
/// Nothing is lost up to its bound; beyond it the oldest result makes room and whoever adds counts it.
/// </summary>
internal sealed class ResultQueue
{
    private readonly FrameResult[] ring;
    private readonly object gate = new();
    private int first;
    private int count;
    private bool completed;
    private bool hurried;

    /// <summary>A queue of <paramref name="capacity"/> results with <paramref name="topK"/> classes each.</summary>
    public ResultQueue(int topK, int capacity)
    {
        ring = new FrameResult[capacity];
        for (int i = 0; i < capacity; i++)
        {
            ring[i] = new FrameResult(topK);
        }
    }

    /// <summary>Results that wait.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>Copies a result into the queue and waits for nobody.</summary>
    /// <returns>False when the oldest one was lost for it.</returns>
    public bool Add(FrameResult result)
    {
        lock (gate)
        {
            bool room = count < ring.Length;
            if (!room)
            {
                first = (first + 1) % ring.Length;
                count--;
            }

            result.CopyTo(ring[(first + count) % ring.Length]);
            count++;
            Monitor.PulseAll(gate);
            return room;
        }
    }

    /// <summary>Waits at most <paramref name="patience"/> for something to be taken from a full queue.</summary>
    /// <returns>False when nothing was taken.</returns>
    public bool WaitForRoom(TimeSpan patience)
    {
        lock (gate)
        {
            while (count == ring.Length && !hurried)
            {
                if (!Monitor.Wait(gate, patience))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Waits at most <paramref name="patience"/> for a result to take.</summary>
    /// <returns>False when none will follow.</returns>
    public bool WaitForResult(TimeSpan patience)
    {
        lock (gate)
        {
            if (count == 0 && !completed)
            {
                Monitor.Wait(gate, patience);
            }

            return count > 0 || !completed;
        }
    }

    /// <summary>Waits for the oldest result and copies it into <paramref name="result"/>.</summary>
    /// <returns>False when the queue is empty and no result will follow.</returns>
    public bool Take(FrameResult result)
    {
        lock (gate)
        {
            while (count == 0 && !completed)
            {
                Monitor.Wait(gate);
            }

            return TryTake(result);
        }
    }

    /// <summary>Copies the oldest result into <paramref name="result"/>, if there is one.</summary>
    public bool TryTake(FrameResult result)
    {
        lock (gate)
        {
            if (count == 0)
            {
                return false;
            }

            ring[first].CopyTo(result);
            first = (first + 1) % ring.Length;
            count--;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>From now on nobody waits for room. Safe from any thread.</summary>
    public void Hurry()
    {
        lock (gate)
        {
            hurried = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>No result will follow. Safe from any thread.</summary>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Throws away what waits.</summary>
    /// <returns>How much that was.</returns>
    public int Clear()
    {
        lock (gate)
        {
            int cleared = count;
            count = 0;
            Monitor.PulseAll(gate);
            return cleared;
        }
    }
}


using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// The way of results from the inference thread to the thread of a sink: a ring of copies that allocates nothing after its creation.
/// Nothing is lost up to its bound; beyond it the oldest result makes room and whoever adds counts it. What was taken stays in hand
/// until it is settled, so that at any time each result is in one place and counts once.
/// </summary>
internal sealed class ResultQueue
{
    private readonly FrameResult[] ring;
    private readonly object gate = new();
    private int first;
    private int count;
    private int inHand; // taken and not yet settled
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

    /// <summary>Takes the oldest result in hand, for which it waits, as a copy in <paramref name="result"/>.</summary>
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

    /// <summary>Takes the oldest result in hand, if there is one, as a copy in <paramref name="result"/>.</summary>
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
            inHand++;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>What is in hand has arrived or is lost.</summary>
    /// <returns>How much that was; none after <see cref="Clear"/>.</returns>
    public int Settle()
    {
        lock (gate)
        {
            int settled = inHand;
            inHand = 0;
            return settled;
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

    /// <summary>Throws away what waits and gives up what is in hand.</summary>
    /// <returns>How much that was.</returns>
    public int Clear()
    {
        lock (gate)
        {
            int cleared = count + inHand;
            count = 0;
            inHand = 0;
            Monitor.PulseAll(gate);
            return cleared;
        }
    }

    /// <summary>The end of a sink: waits, with <paramref name="patience"/>, until its thread has delivered everything. What is left then counts as lost.</summary>
    /// <param name="patience">Of the run.</param>
    /// <param name="thread">Takes from this queue, and ends when there is nothing more to take.</param>
    /// <param name="status">The sink's.</param>
    /// <param name="attempt">How long it may take to deliver something.</param>
    /// <returns>False when the thread still runs.</returns>
    public bool Drain(Patience patience, Thread thread, SinkStatus status, TimeSpan attempt)
    {
        if (patience.Join(thread, status, attempt))
        {
            return true;
        }

        int left = Clear();
        status.CountLost(left);
        if (left > 0 && status.Problem is null)
        {
            status.Fail("did not take everything in time when the run ended");
        }

        return false;
    }
}

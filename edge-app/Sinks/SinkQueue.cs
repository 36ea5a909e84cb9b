namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Items that a sink has taken but not yet delivered. Invariants, all under one lock:
/// <list type="bullet">
/// <item>An item waits, is in hand, or has left. It leaves once: delivered, lost, or uncounted (replaced or skipped).</item>
/// <item>At most <c>capacity</c> items wait. The item or batch in hand does not count.</item>
/// <item>One thread takes the items, in order.</item>
/// <item>After <see cref="Complete"/> nothing comes in.</item>
/// <item>After <see cref="GiveUp"/> nothing waits. Items in hand count as lost at once, and not again when their delivery
/// returns.</item>
/// </list>
/// </summary>
/// <param name="status">Counts the items that leave.</param>
/// <param name="capacity">Most items that may wait.</param>
/// <param name="whenFull">Which item gives way when the queue is full.</param>
/// <param name="create">Makes the slots for copied items; null to keep the items themselves.</param>
/// <param name="copy">Copies an item (first) into a slot (second).</param>
/// <typeparam name="T">A reference, a value, or a record copied into preallocated slots.</typeparam>
internal sealed class SinkQueue<T>(SinkStatus status, int capacity, WhenFull whenFull, Func<T>? create = null, Action<T, T>? copy = null)
{
    private readonly object gate = new();
    private readonly SinkRing<T> ring = new(capacity, create, copy);
    private int inHand;
    private bool hurried;
    private bool completed;

    /// <summary>Status of the sink.</summary>
    public SinkStatus Status { get; } = status;

    /// <summary>True for files, where items matter more than time: <see cref="Add"/> waits for room unless the target is stuck.</summary>
    public bool WaitsForRoom { get; init; }

    /// <summary>How long <see cref="Add"/> waits for room before it declares the target stuck.</summary>
    public TimeSpan Room { get; init; } = SinkLimits.Room;

    /// <summary>Releases an item, once, when it leaves. Must not wait or throw.</summary>
    public Action<T>? Release { get => ring.Release; init => ring.Release = value; }

    /// <summary>Error text for a stuck target.</summary>
    public string Stuck { get; init; } = "did not take everything in time";

    /// <summary>Whether the queue accepts no more items.</summary>
    public bool IsCompleted => Volatile.Read(ref completed);

    /// <summary>Whether no item waits or is in hand.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return ring.Count + inHand == 0;
            }
        }
    }

    /// <summary>Adds an item. Allocates nothing; waits only for room, and only with <see cref="WaitsForRoom"/>.</summary>
    /// <returns>False when this item is lost.</returns>
    public bool Add(T item)
    {
        lock (gate)
        {
            WaitForRoom();
            bool full = ring.IsFull;
            if ((full || completed) && whenFull != WhenFull.NewestWins)
            {
                Status.CountLost();
            }

            if (completed || (full && whenFull == WhenFull.DropNewest))
            {
                Release?.Invoke(item);
                return false;
            }

            ring.Add(item);
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Waits at most <paramref name="patience"/> for an item.</summary>
    /// <returns>False when no item waits and none will follow.</returns>
    public bool WaitForItem(TimeSpan patience)
    {
        lock (gate)
        {
            if (ring.Count == 0 && !completed)
            {
                Monitor.Wait(gate, patience);
            }

            return ring.Count > 0 || !completed;
        }
    }

    /// <summary>Takes the oldest waiting item in hand, if any. It is valid until the next is taken.</summary>
    public bool TryTake(out T item)
    {
        lock (gate)
        {
            bool taken = ring.TryTake(out item);
            if (taken)
            {
                inHand++;
                Monitor.PulseAll(gate);
            }

            return taken;
        }
    }

    /// <summary>Settles all items in hand, unless they were given up before.</summary>
    public void Settle(Outcome outcome)
    {
        int settled;
        lock (gate)
        {
            ring.ReleaseHand();
            (settled, inHand) = (inHand, 0);
        }

        if (outcome == Outcome.Delivered)
        {
            Status.CountDelivered(settled);
            Status.Mended();
        }
        else if (outcome == Outcome.Lost)
        {
            Status.CountLost(settled);
        }
    }

    /// <summary>Waits; <see cref="Complete"/> ends the wait, or <see cref="GiveUp"/> if completed before.</summary>
    public void Pause(TimeSpan time, CancellationToken abandoned)
    {
        long end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        lock (gate)
        {
            bool before = completed;
            for (long left = end - Environment.TickCount64; left > 0 && completed == before && !abandoned.IsCancellationRequested; left = end - Environment.TickCount64)
            {
                Monitor.Wait(gate, (int)left);
            }
        }
    }

    /// <summary>Ends all waiting for room.</summary>
    public void Hurry() => Set(ref hurried);

    /// <summary>No items will follow.</summary>
    public void Complete() => Set(ref completed);

    /// <summary>Counts all remaining items as lost.</summary>
    public void GiveUp()
    {
        lock (gate)
        {
            Status.CountLost(inHand + (whenFull == WhenFull.NewestWins ? 0 : ring.Count));
            for (inHand = 0; ring.Count > 0;)
            {
                ring.DropOldest();
            }

            Set(ref completed);
        }
    }

    /// <summary>Reports the target as stuck, unless a problem is already known.</summary>
    public void FailAsStuck()
    {
        if (Status.Problem is null)
        {
            Status.Fail(Stuck);
        }
    }

    private void Set(ref bool flag)
    {
        lock (gate)
        {
            flag = true;
            Monitor.PulseAll(gate);
        }
    }

    private void WaitForRoom()
    {
        while (WaitsForRoom && ring.IsFull && !hurried && !completed && Status.Problem is null)
        {
            if (!Monitor.Wait(gate, Room))
            {
                FailAsStuck();
            }
        }
    }
}

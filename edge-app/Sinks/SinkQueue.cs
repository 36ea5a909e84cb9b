namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// What a sink has taken and not yet delivered. Invariants, all under one lock:
/// <list type="bullet">
/// <item>An item waits, or is in hand, or has left. It leaves once: as delivered, as lost, or uncounted (replaced by a newer one, or skipped).</item>
/// <item>At most the capacity waits. What is in hand, the item or batch being delivered, does not count towards it.</item>
/// <item>Items are taken in the order in which they came, by one thread.</item>
/// <item>After <see cref="Complete"/> nothing comes in.</item>
/// <item>After <see cref="GiveUp"/> nothing waits; what was in hand counts as lost and for nothing when its delivery returns.</item>
/// </list>
/// </summary>
/// <typeparam name="T">A reference, a value, or a record that is copied into places made in advance.</typeparam>
internal sealed class SinkQueue<T>
{
    private readonly object gate = new();
    private readonly WhenFull whenFull;
    private readonly Action<T, T>? copy;
    private readonly T[] ring;
    private T hand; // read only after something was taken
    private bool holds; // the hand was not released yet; only the taking thread knows
    private int first;
    private int waiting;
    private int inHand;
    private bool hurried;
    private bool completed;

    /// <summary>An empty queue.</summary>
    /// <param name="status">Counts what leaves.</param>
    /// <param name="capacity">Items that may wait.</param>
    /// <param name="whenFull">What gives way when as many wait.</param>
    /// <param name="create">Makes the places, into which items are copied; absent: items are kept themselves.</param>
    /// <param name="copy">Copies an item (first) into a place (second).</param>
    public SinkQueue(SinkStatus status, int capacity, WhenFull whenFull, Func<T>? create = null, Action<T, T>? copy = null)
    {
        (Status, this.whenFull, this.copy) = (status, whenFull, copy);
        create ??= static () => default!;
        hand = create();
        ring = [.. Enumerable.Range(0, capacity).Select(_ => create())];
    }

    /// <summary>The sink's.</summary>
    public SinkStatus Status { get; }

    /// <summary>True where items matter more than time, as with a file: <see cref="Add"/> waits for room, unless the target takes nothing.</summary>
    public bool WaitsForRoom { get; init; }

    /// <summary>How long <see cref="Add"/> waits for room before it says that the target takes nothing.</summary>
    public TimeSpan Room { get; init; } = SinkLimits.Room;

    /// <summary>Lets go of an item, once, when it leaves. Neither waits nor throws.</summary>
    public Action<T>? Release { get; init; }

    /// <summary>What to say of a target that takes nothing.</summary>
    public string Stuck { get; init; } = "did not take everything in time";

    /// <summary>Whether nothing more comes in.</summary>
    public bool IsCompleted => Volatile.Read(ref completed);

    /// <summary>Whether nothing waits and nothing is in hand.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting + inHand == 0;
            }
        }
    }

    /// <summary>Takes an item over. Allocates nothing; waits for nothing but room, and only with <see cref="WaitsForRoom"/>.</summary>
    /// <returns>False when this item is lost.</returns>
    public bool Add(T item)
    {
        lock (gate)
        {
            WaitForRoom();
            bool full = waiting == ring.Length;
            if ((full || completed) && whenFull != WhenFull.NewestWins)
            {
                Status.CountLost();
            }

            if (completed || (full && whenFull == WhenFull.DropNewest))
            {
                Release?.Invoke(item);
                return false;
            }

            if (full)
            {
                DropOldest();
            }

            ref T place = ref ring[(first + waiting++) % ring.Length];
            if (copy is null)
            {
                place = item;
            }
            else
            {
                copy(item, place);
            }

            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Waits at most <paramref name="patience"/> for something to take.</summary>
    /// <returns>False when nothing waits and nothing will follow.</returns>
    public bool WaitForItem(TimeSpan patience)
    {
        lock (gate)
        {
            if (waiting == 0 && !completed)
            {
                Monitor.Wait(gate, patience);
            }

            return waiting > 0 || !completed;
        }
    }

    /// <summary>Takes the oldest item in hand, if one waits. It is valid until the next is taken.</summary>
    public bool TryTake(out T item)
    {
        lock (gate)
        {
            bool taken = waiting > 0;
            if (taken)
            {
                ReleaseHand();
                (hand, ring[first]) = (ring[first], hand); // a place that was made in advance goes round
                holds = true;
                inHand++;
                Advance();
                Monitor.PulseAll(gate);
            }

            item = hand;
            return taken;
        }
    }

    /// <summary>All in hand has left, unless it was given up before.</summary>
    public void Settle(Outcome outcome)
    {
        int settled;
        lock (gate)
        {
            ReleaseHand();
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

    /// <summary>Waits, but not longer than until <see cref="Complete"/> or, after it, <see cref="GiveUp"/>.</summary>
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

    /// <summary>From now on nothing waits for room.</summary>
    public void Hurry() => Set(ref hurried);

    /// <summary>Nothing will follow.</summary>
    public void Complete() => Set(ref completed);

    /// <summary>Counts what has not left as lost.</summary>
    public void GiveUp()
    {
        lock (gate)
        {
            Status.CountLost(inHand + (whenFull == WhenFull.NewestWins ? 0 : waiting));
            for (inHand = 0; waiting > 0;)
            {
                DropOldest();
            }

            Set(ref completed);
        }
    }

    /// <summary>Says that the target takes nothing, unless more is known.</summary>
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
        while (WaitsForRoom && waiting == ring.Length && !hurried && !completed && Status.Problem is null)
        {
            if (!Monitor.Wait(gate, Room))
            {
                FailAsStuck();
            }
        }
    }

    private void DropOldest()
    {
        Release?.Invoke(ring[first]);
        Advance();
    }

    private void Advance()
    {
        first = (first + 1) % ring.Length;
        waiting--;
    }

    private void ReleaseHand()
    {
        if (holds)
        {
            Release?.Invoke(hand);
            holds = false;
        }
    }
}

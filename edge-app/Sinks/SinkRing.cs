namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Slots of a <see cref="SinkQueue{T}"/>: the waiting items in order, and the newest one in hand. Its owner holds the lock.</summary>
/// <typeparam name="T">See <see cref="SinkQueue{T}"/>.</typeparam>
internal sealed class SinkRing<T>
{
    private readonly Action<T, T>? copy;
    private readonly T[] slots;
    private T hand; // valid only after an item was taken
    private bool holds; // the hand is not released yet
    private int first;

    /// <summary>An empty ring.</summary>
    /// <param name="capacity">Most items that may wait.</param>
    /// <param name="create">Makes the slots for copied items; null to keep the items themselves.</param>
    /// <param name="copy">Copies an item (first) into a slot (second).</param>
    public SinkRing(int capacity, Func<T>? create, Action<T, T>? copy)
    {
        this.copy = copy;
        create ??= static () => default!;
        hand = create();
        slots = [.. Enumerable.Range(0, capacity).Select(_ => create())];
    }

    /// <summary>Items that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no slot is free.</summary>
    public bool IsFull => Count == slots.Length;

    /// <summary>Releases an item, once, when it leaves.</summary>
    public Action<T>? Release { get; set; }

    /// <summary>Adds an item. Without a free slot, the oldest item is dropped. Allocates nothing.</summary>
    public void Add(T item)
    {
        if (IsFull)
        {
            DropOldest();
        }

        ref T slot = ref slots[(first + Count++) % slots.Length];
        if (copy is null)
        {
            slot = item;
        }
        else
        {
            copy(item, slot);
        }
    }

    /// <summary>Drops the oldest waiting item.</summary>
    public void DropOldest()
    {
        Release?.Invoke(slots[first]);
        Advance();
    }

    /// <summary>Takes the oldest waiting item in hand, if any, and releases the one before it.</summary>
    public bool TryTake(out T item)
    {
        bool taken = Count > 0;
        if (taken)
        {
            ReleaseHand();
            (hand, slots[first]) = (slots[first], hand); // slots made in advance circulate
            holds = true;
            Advance();
        }

        item = hand;
        return taken;
    }

    /// <summary>Releases the item in hand, if it is not released yet.</summary>
    public void ReleaseHand()
    {
        if (holds)
        {
            Release?.Invoke(hand);
            holds = false;
        }
    }

    private void Advance()
    {
        first = (first + 1) % slots.Length;
        Count--;
    }
}

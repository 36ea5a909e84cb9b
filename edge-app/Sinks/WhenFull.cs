namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>What gives way when an item finds no room in the queue of a <see cref="SinkWorker{T}"/>.</summary>
internal enum WhenFull
{
    /// <summary>The oldest item that waits; it counts as lost.</summary>
    DropOldest,

    /// <summary>The item that comes; it counts as lost.</summary>
    DropNewest,

    /// <summary>The oldest item that waits; it was never meant to be delivered and counts for nothing.</summary>
    NewestWins,
}

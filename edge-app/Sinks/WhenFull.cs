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

/// <summary>What became of the items that a worker had in hand.</summary>
internal enum Outcome
{
    /// <summary>They have arrived, and all is well with the sink.</summary>
    Delivered,

    /// <summary>They are gone.</summary>
    Lost,

    /// <summary>They were not needed and count for nothing.</summary>
    Skipped,
}

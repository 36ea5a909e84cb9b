namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Which item gives way when the queue of a <see cref="SinkWorker{T}"/> is full.</summary>
internal enum WhenFull
{
    /// <summary>The oldest waiting item, counted as lost.</summary>
    DropOldest,

    /// <summary>The new item, counted as lost.</summary>
    DropNewest,

    /// <summary>The oldest waiting item, not counted: only the newest matters.</summary>
    NewestWins,
}

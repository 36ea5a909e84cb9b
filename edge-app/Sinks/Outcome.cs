namespace EdgeResNet.EdgeApp.Sinks;

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

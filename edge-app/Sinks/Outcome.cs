namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Result of delivering the items in hand.</summary>
internal enum Outcome
{
    /// <summary>They arrived; the sink has no problem.</summary>
    Delivered,

    /// <summary>They are lost.</summary>
    Lost,

    /// <summary>They were not needed and are not counted.</summary>
    Skipped,
}

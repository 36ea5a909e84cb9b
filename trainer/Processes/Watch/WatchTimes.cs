namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>The clock of the watch.</summary>
internal static class WatchTimes
{
    /// <summary>Interval of the signs of life.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>A process without a sign of life for so long is lost.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(7);

    /// <summary>Longest wait for a connection, and for the end of process 0.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>An error that all processes find is told by process 0; another's waits so long for it.</summary>
    public static readonly TimeSpan Precedence = TimeSpan.FromSeconds(1);
}

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>All time limits of the sinks.</summary>
internal static class SinkLimits
{
    // At the end of a run:

    /// <summary>All sinks together, at the end of a run.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    /// <summary>All sinks together after Ctrl-C or SIGTERM, so that the process ends within 2 s.</summary>
    public static readonly TimeSpan DrainOnceStopped = TimeSpan.FromSeconds(1);

    /// <summary>One sink of events, MQTT or changes without a delivery; also the time for an answer of a broker or web server.</summary>
    public static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);

    /// <summary>A command that does not end, at any time.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromSeconds(10);

    /// <summary>One sink without a delivery whose last attempt failed.</summary>
    public static readonly TimeSpan AttemptAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>The console, after all other sinks.</summary>
    public static readonly TimeSpan Console = TimeSpan.FromSeconds(1);

    /// <summary>The console after Ctrl-C or SIGTERM.</summary>
    public static readonly TimeSpan ConsoleOnceStopped = TimeSpan.FromSeconds(0.4);

    /// <summary>A display that does not answer.</summary>
    public static readonly TimeSpan CloseWindow = TimeSpan.FromSeconds(0.5);

    /// <summary>A sink that is disposed unfinished, because the run could not start.</summary>
    public static readonly TimeSpan Dispose = TimeSpan.FromSeconds(1);

    /// <summary>A sink that is given up: time to kill a command or close a connection.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(0.3);

    // During a run:

    /// <summary>A full queue with a file as source: longer than a disk needs to wake up.</summary>
    public static readonly TimeSpan Room = TimeSpan.FromSeconds(5);

    /// <summary>Opening a window: a remote display takes seconds.</summary>
    public static readonly TimeSpan OpenWindow = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two attempts to write events.</summary>
    public static readonly TimeSpan EventRetry = TimeSpan.FromSeconds(0.5);

    /// <summary>Pause between two attempts to start a video.</summary>
    public static readonly TimeSpan VideoRetry = TimeSpan.FromSeconds(1);
}

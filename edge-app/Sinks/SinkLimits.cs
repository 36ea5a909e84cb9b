namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>How long sinks wait, and how long they are waited for: all limits in one place.</summary>
internal static class SinkLimits
{
    // When the run is over.

    /// <summary>All sinks together.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    /// <summary>All sinks together after Ctrl-C or SIGTERM: the process ends within 2 s.</summary>
    public static readonly TimeSpan DrainOnceStopped = TimeSpan.FromSeconds(1);

    /// <summary>One sink of events, MQTT or changes that delivers nothing. It is also the time that a broker or a web server has for an answer.</summary>
    public static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);

    /// <summary>The same for a command, which may take that long at any time.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromSeconds(10);

    /// <summary>The same for a sink whose last attempt failed.</summary>
    public static readonly TimeSpan AttemptAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>The console, after all other sinks.</summary>
    public static readonly TimeSpan Console = TimeSpan.FromSeconds(1);

    /// <summary>The console after Ctrl-C or SIGTERM.</summary>
    public static readonly TimeSpan ConsoleOnceStopped = TimeSpan.FromSeconds(0.4);

    /// <summary>A display that does not answer.</summary>
    public static readonly TimeSpan CloseWindow = TimeSpan.FromSeconds(0.5);

    /// <summary>A sink that is disposed and was not finished, because the run could not begin.</summary>
    public static readonly TimeSpan Dispose = TimeSpan.FromSeconds(1);

    /// <summary>A sink that was given up: time to kill a command or to cut a connection.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(0.3);

    // Before.

    /// <summary>The source is a file and a queue is full: longer than a disk takes to wake up.</summary>
    public static readonly TimeSpan Room = TimeSpan.FromSeconds(5);

    /// <summary>A window opens: a remote display takes seconds.</summary>
    public static readonly TimeSpan OpenWindow = TimeSpan.FromSeconds(10);

    /// <summary>Between two attempts to write events.</summary>
    public static readonly TimeSpan EventRetry = TimeSpan.FromSeconds(0.5);

    /// <summary>Between two attempts to begin a video.</summary>
    public static readonly TimeSpan VideoRetry = TimeSpan.FromSeconds(1);
}

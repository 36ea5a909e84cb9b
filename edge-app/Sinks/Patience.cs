namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>How long a finished run waits for all its sinks to deliver their rest; shorter after a request to stop. Used by one thread.</summary>
/// <param name="limit">Limit from now on.</param>
/// <param name="limitOnceStopped">Limit from the request to stop, or from now on if the request came before.</param>
/// <param name="stop">The request to stop.</param>
/// <param name="clock">Clock of the statuses; null for the system's.</param>
internal sealed class Patience(TimeSpan limit, TimeSpan limitOnceStopped, CancellationToken stop, TimeProvider? clock = null)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(20); // polls the request, since a join cannot be cancelled
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly long begun = (clock ?? TimeProvider.System).GetTimestamp();
    private long? stopped;

    /// <summary>A limit that no request shortens.</summary>
    public static implicit operator Patience(TimeSpan limit) => FromTimeSpan(limit);

    /// <summary>A limit that no request shortens.</summary>
    public static Patience FromTimeSpan(TimeSpan limit) => new(limit, limit, CancellationToken.None);

    /// <summary>The limit for all sinks of a run.</summary>
    public static Patience OfRun(CancellationToken stop) => new(SinkLimits.Drain, SinkLimits.DrainOnceStopped, stop);

    /// <summary>The limit for the console, after the sinks.</summary>
    public static Patience OfConsole(CancellationToken stop) => new(SinkLimits.Console, SinkLimits.ConsoleOnceStopped, stop);

    /// <summary>Waits until the <paramref name="thread"/> of a sink ends. Only time after the end of the run counts.</summary>
    /// <param name="thread">Ends when all is delivered.</param>
    /// <param name="status">Status of the sink.</param>
    /// <param name="attempt">Longest time without a delivery, or <see cref="SinkLimits.AttemptAfterFailure"/> if the last attempt failed; null for no such limit.</param>
    /// <returns>False when the thread still runs.</returns>
    public bool Join(Thread thread, SinkStatus status, TimeSpan? attempt)
    {
        while (!thread.Join(lookEvery))
        {
            if (IsOver() || (attempt is TimeSpan longest && IsSilent(status, longest)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSilent(SinkStatus status, TimeSpan attempt)
    {
        TimeSpan silence = clock.GetElapsedTime(Math.Max(begun, status.LastDelivery));
        return silence >= attempt || (silence >= SinkLimits.AttemptAfterFailure && status.Problem is not null);
    }

    private bool IsOver()
    {
        if (stop.IsCancellationRequested)
        {
            stopped ??= clock.GetTimestamp();
        }

        return clock.GetElapsedTime(begun) >= limit || (stopped is long at && clock.GetElapsedTime(at) >= limitOnceStopped);
    }
}

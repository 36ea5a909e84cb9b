namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>How long a run that is over waits, all in all, for what its sinks have still to deliver: not much longer once it is asked to stop. One thread.</summary>
/// <param name="limit">From now on.</param>
/// <param name="limitOnceStopped">From the request to stop on, or from now on when that came before.</param>
/// <param name="stop">The request.</param>
/// <param name="clock">That of the statuses; absent: the system's.</param>
internal sealed class Patience(TimeSpan limit, TimeSpan limitOnceStopped, CancellationToken stop, TimeProvider? clock = null)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(20); // whether there was a request: a join cannot be cancelled
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly long begun = (clock ?? TimeProvider.System).GetTimestamp();
    private long? stopped;

    /// <summary>A patience that no request shortens.</summary>
    public static implicit operator Patience(TimeSpan limit) => FromTimeSpan(limit);

    /// <summary>A patience that no request shortens.</summary>
    public static Patience FromTimeSpan(TimeSpan limit) => new(limit, limit, CancellationToken.None);

    /// <summary>For all sinks of a run.</summary>
    public static Patience OfRun(CancellationToken stop) => new(SinkLimits.Drain, SinkLimits.DrainOnceStopped, stop);

    /// <summary>For the console, after the sinks.</summary>
    public static Patience OfConsole(CancellationToken stop) => new(SinkLimits.Console, SinkLimits.ConsoleOnceStopped, stop);

    /// <summary>Waits until the <paramref name="thread"/> of a sink has ended. Time before the end of the run does not count.</summary>
    /// <param name="thread">Ends when all is delivered.</param>
    /// <param name="status">The sink's.</param>
    /// <param name="attempt">The sink is given up when it has delivered nothing for so long, or for <see cref="SinkLimits.AttemptAfterFailure"/> where its last attempt failed; null: it may take all the time.</param>
    /// <returns>False when it still runs.</returns>
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

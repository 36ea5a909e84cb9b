using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>How long a run that is over waits, all in all, for what its sinks have still to deliver: not much longer once it is asked to stop. One thread.</summary>
/// <param name="limit">From now on.</param>
/// <param name="limitOnceStopped">From the request to stop on, or from now on when that came before.</param>
/// <param name="stop">The request.</param>
internal sealed class Patience(TimeSpan limit, TimeSpan limitOnceStopped, CancellationToken stop)
{
    private static readonly TimeSpan inTrouble = TimeSpan.FromSeconds(2); // what was tried last has failed
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(20); // whether there was a request: a join cannot be cancelled
    private readonly long begun = Stopwatch.GetTimestamp();
    private long? stopped;

    /// <summary>A patience that no request shortens.</summary>
    public static implicit operator Patience(TimeSpan limit) => FromTimeSpan(limit);

    /// <summary>A patience that no request shortens.</summary>
    public static Patience FromTimeSpan(TimeSpan limit) => new(limit, limit, CancellationToken.None);

    /// <summary>Waits until <paramref name="thread"/> has ended.</summary>
    /// <returns>False when it still runs.</returns>
    public bool Join(Thread thread) => Join(thread, () => false);

    /// <summary>
    /// Waits until the <paramref name="thread"/> of a sink has ended, but only as long as the sink delivers: it is given up when it has delivered nothing
    /// for <paramref name="attempt"/>, or for two seconds where what it tried last has failed. Time before the end of the run does not count.
    /// </summary>
    /// <param name="thread">Ends when all is delivered.</param>
    /// <param name="status">The sink's.</param>
    /// <param name="attempt">How long it may take to deliver something.</param>
    /// <returns>False when it still runs.</returns>
    public bool Join(Thread thread, SinkStatus status, TimeSpan attempt) =>
        Join(thread, () => Stopwatch.GetElapsedTime(Math.Max(begun, status.LastDelivery)) is TimeSpan silence && (silence >= attempt || (silence >= inTrouble && status.Problem is not null)));

    private bool Join(Thread thread, Func<bool> isGivenUp)
    {
        while (!thread.Join(lookEvery))
        {
            if (IsOver() || isGivenUp())
            {
                return false;
            }
        }

        return true;
    }

    private bool IsOver()
    {
        if (stop.IsCancellationRequested)
        {
            stopped ??= Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(begun) >= limit || (stopped is long at && Stopwatch.GetElapsedTime(at) >= limitOnceStopped);
    }
}

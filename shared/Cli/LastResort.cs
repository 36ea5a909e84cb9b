namespace EdgeResNet.Shared.Cli;

/// <summary>
/// Ends a process that was asked to stop and hangs, for example in a disk, a driver or a library's clean-up. It waits for <see cref="Finishing"/>.
/// </summary>
/// <param name="limit">Time from the request to the end.</param>
/// <param name="exit">Ends the process with a code, at once.</param>
internal sealed class LastResort(TimeSpan limit, Action<int> exit)
{
    private Timer? timer; // keeps the timer from being collected

    /// <summary>Ends this process after <paramref name="limit"/>; no more code runs.</summary>
    public LastResort(TimeSpan limit)
        : this(limit, ProcessEnd.Now)
    {
    }

    /// <summary>Starts the time, which also runs while the runtime shuts down. Only the first call counts.</summary>
    public void Begin() => timer ??= new Timer(_ => End(), state: null, limit, period: limit);

    private void End()
    {
        if (!Finishing.IsUnderWay)
        {
            exit((int)ExitCode.Interrupted);
        }
    }
}

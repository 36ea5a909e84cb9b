namespace EdgeResNet.Shared.Cli;

/// <summary>
/// Ends the process when it was asked to stop and has not, whatever it hangs in: a disk that does not answer, a driver, a library's
/// clean-up. What could be finished in time has been; what cannot must not keep a service manager or a person waiting.
/// </summary>
/// <param name="limit">Time from the request to the end.</param>
/// <param name="exit">Ends the process with a code, at once.</param>
internal sealed class LastResort(TimeSpan limit, Action<int> exit)
{
    private Timer? timer; // kept, since a timer that nobody refers to is collected

    /// <summary>Ends this process after <paramref name="limit"/> without running anything more.</summary>
    public LastResort(TimeSpan limit)
        : this(limit, ProcessEnd.Now)
    {
    }

    /// <summary>The request came: the time runs, also while the runtime shuts down. Only the first call counts.</summary>
    public void Begin() => timer ??= new Timer(_ => exit((int)ExitCode.Interrupted), state: null, limit, Timeout.InfiniteTimeSpan);
}

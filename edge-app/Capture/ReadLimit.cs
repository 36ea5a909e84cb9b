namespace EdgeResNet.EdgeApp.Capture;

/// <summary>
/// Ends a blocking network read that takes too long or is cancelled, by closing its source. The source is then finished.
/// Allocates nothing while the token stays the same, so it may run for every frame.
/// </summary>
/// <param name="patience">Time limit of one read.</param>
/// <param name="close">Makes the read return or throw; called at most once for each token, on any thread.</param>
internal sealed class ReadLimit(TimeSpan patience, Action close) : IDisposable
{
    private CancellationTokenSource? waiting;
    private CancellationToken watched;
    private bool closed;

    /// <summary>Whether it closed the source; any exception of the read is then the read's end.</summary>
    public bool Closed => Volatile.Read(ref closed);

    /// <summary>Starts the time of a read.</summary>
    public void Begin(CancellationToken stop)
    {
        if (waiting is null || stop != watched)
        {
            waiting?.Dispose();
            watched = stop;
            waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            waiting.Token.Register(Close);
        }

        waiting.CancelAfter(patience);
    }

    /// <summary>Ends the read in time.</summary>
    public void End() => waiting?.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => waiting?.Dispose();

    private void Close()
    {
        Volatile.Write(ref closed, true); // before the read can fail
        close();
    }
}

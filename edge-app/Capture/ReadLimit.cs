namespace EdgeResNet.EdgeApp.Capture;

/// <summary>
/// Ends a blocking read of a network source that takes too long or is cancelled, by closing what it reads from: the source
/// delivers nothing after that. Without allocation while the token stays the same, so that it may stand in a loop over frames.
/// </summary>
/// <param name="patience">How long one read may take.</param>
/// <param name="close">Makes the read return or throw; called at most once for each token, on any thread.</param>
internal sealed class ReadLimit(TimeSpan patience, Action close) : IDisposable
{
    private CancellationTokenSource? waiting;
    private CancellationToken watched;

    /// <summary>A read begins.</summary>
    public void Begin(CancellationToken stop)
    {
        if (waiting is null || stop != watched)
        {
            waiting?.Dispose();
            watched = stop;
            waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            waiting.Token.Register(close);
        }

        waiting.CancelAfter(patience);
    }

    /// <summary>The read is over.</summary>
    public void End() => waiting?.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => waiting?.Dispose();
}

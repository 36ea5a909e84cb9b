namespace EdgeResNet.EdgeApp.Explaining;

/// <summary>Where the newest explanation hangs, and who looks at it. Explanations are made only while somebody looks. Safe from any thread.</summary>
internal sealed class ExplanationBoard
{
    private const long LookMs = 3000; // a viewer that asked so long ago has gone
    private const long FreshMs = 2000; // an older map is of another picture
    private Explanation? newest;
    private TaskCompletionSource<Explanation> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lookedUntil;
    private bool onPicture;

    /// <summary>Whether somebody looks.</summary>
    public bool Wanted => Volatile.Read(ref onPicture) || Volatile.Read(ref lookedUntil) > Environment.TickCount64;

    /// <summary>Whether the picture of all viewers shows the map (key x of the window).</summary>
    public bool OnPicture => Volatile.Read(ref onPicture);

    /// <summary>The newest explanation, unless it is too old; null without one.</summary>
    public Explanation? Newest => Volatile.Read(ref newest) is Explanation found && Environment.TickCount64 - found.At < FreshMs ? found : null;

    /// <summary>Shows or hides the map in the picture of all viewers.</summary>
    public void Toggle() => Volatile.Write(ref onPicture, !onPicture);

    /// <summary>Tells that a viewer looks now.</summary>
    public void Look() => Volatile.Write(ref lookedUntil, Environment.TickCount64 + LookMs);

    /// <summary>Looks, and gives the newest explanation or waits for one.</summary>
    public Task<Explanation> LookAsync(CancellationToken cancel)
    {
        Task<Explanation> coming = Volatile.Read(ref next).Task;
        Look();
        return Newest is Explanation now ? Task.FromResult(now) : coming.WaitAsync(cancel);
    }

    /// <summary>Hangs up an explanation.</summary>
    public void Publish(Explanation explanation)
    {
        Volatile.Write(ref newest, explanation);
        Interlocked.Exchange(ref next, new TaskCompletionSource<Explanation>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(explanation);
    }
}

namespace EdgeResNet.EdgeApp.Explaining;

/// <summary>Where the newest explanation hangs, and who looks at it. Explanations are made only while somebody looks. Safe from any thread.</summary>
/// <param name="clock">Null for the system's clock.</param>
internal sealed class ExplanationBoard(TimeProvider? clock = null)
{
    private static readonly TimeSpan look = TimeSpan.FromSeconds(3); // a viewer that asked so long ago has gone
    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(2); // an older map is of another picture
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private Hung? newest;
    private TaskCompletionSource<Explanation> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long looked; // timestamp of the last look; 0 before the first
    private bool onPicture;

    /// <summary>Whether somebody looks.</summary>
    public bool Wanted => Volatile.Read(ref onPicture) || IsLooking();

    /// <summary>Whether the picture of all viewers shows the map (key x of the window).</summary>
    public bool OnPicture => Volatile.Read(ref onPicture);

    /// <summary>The newest explanation, unless it is too old; null without one.</summary>
    public Explanation? Newest => Volatile.Read(ref newest) is Hung found && clock.GetElapsedTime(found.At) < fresh ? found.Explanation : null;

    /// <summary>Shows or hides the map in the picture of all viewers.</summary>
    public void Toggle() => Volatile.Write(ref onPicture, !onPicture);

    /// <summary>Tells that a viewer looks now.</summary>
    public void Look() => Volatile.Write(ref looked, clock.GetTimestamp());

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
        Volatile.Write(ref newest, new Hung(explanation, clock.GetTimestamp()));
        Interlocked.Exchange(ref next, new TaskCompletionSource<Explanation>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(explanation);
    }

    private bool IsLooking() => Volatile.Read(ref looked) is not 0 and long since && clock.GetElapsedTime(since) < look;

    private sealed record Hung(Explanation Explanation, long At);
}

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>Tells waiting parts that something of the studio changed. Safe from any thread.</summary>
internal sealed class StudioChanges
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = Next();

    /// <summary>Number of the last change.</summary>
    public long Count { get; private set; }

    /// <summary>Tells a change.</summary>
    public void Tell()
    {
        TaskCompletionSource told;
        lock (gate)
        {
            Count++;
            (told, next) = (next, Next());
        }

        told.SetResult();
    }

    /// <summary>Completes once there is a change after <paramref name="seen"/>.</summary>
    public Task WaitAsync(long seen, CancellationToken stop)
    {
        lock (gate)
        {
            return Count > seen ? Task.CompletedTask : next.Task.WaitAsync(stop);
        }
    }

    private static TaskCompletionSource Next() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

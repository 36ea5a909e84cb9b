using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Delivers the items of a queue on its own background thread. A failure is counted and shown in the status; it never ends the run.</summary>
/// <param name="queue">The queue; its status names the thread.</param>
/// <param name="deliver">Delivers an item, and others that it takes with <see cref="TryTake"/>. On failure, all items in hand are lost.</param>
/// <typeparam name="T">See <see cref="SinkQueue{T}"/>.</typeparam>
internal sealed class SinkWorker<T>(SinkQueue<T> queue, Func<T, Outcome> deliver) : ISinkWorker, IDisposable
{
    private readonly CancellationTokenSource abandoned = new();
    private readonly ManualResetEventSlim begun = new();
    private Outcome outcome;
    private Thread? thread;

    /// <summary>Called on the thread first.</summary>
    public Action? Begin { get; init; }

    /// <summary>Called on the thread after <see cref="IdleEvery"/> without an item.</summary>
    public Action? Idle { get; init; }

    /// <summary>See <see cref="Idle"/>.</summary>
    public TimeSpan IdleEvery { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Called on the thread after the last item, to dispose its resources; on the caller's thread if the worker never started. Not called if the thread hangs.</summary>
    public Action? End { get; init; }

    /// <summary>Longest wait for a delivery at the end of a run; null for no limit of its own.</summary>
    public TimeSpan? Attempt { get; init; }

    /// <summary>Whether the thread has a lower priority than the pipeline's threads.</summary>
    public bool GivesWay { get; init; } = true;

    /// <summary>Cancelled when the worker no longer waits for the thread.</summary>
    public CancellationToken Abandoned { get; private set; }

    /// <summary>Whether the thread runs and accepts items.</summary>
    public bool IsRunning => thread is { IsAlive: true } && !IsCompleted;

    /// <summary>Whether the worker accepts no more items.</summary>
    public bool IsCompleted => queue.IsCompleted;

    /// <summary>Whether no item waits or is in hand.</summary>
    public bool IsEmpty => queue.IsEmpty;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        Abandoned = abandoned.Token;
        thread = new Thread(Run) { Name = queue.Status.Name, IsBackground = true };
        thread.Start();
    }

    /// <summary>Waits until <see cref="Begin"/> has run.</summary>
    /// <returns>False when it still runs.</returns>
    public bool WaitForBegin(TimeSpan limit) => begun.Wait(limit);

    /// <inheritdoc cref="SinkQueue{T}.Add"/>
    public bool Add(T item) => queue.Add(item);

    /// <summary>Takes one more item in hand, valid until the next is taken. Call only during a delivery.</summary>
    public bool TryTake(out T item) => queue.TryTake(out item);

    /// <summary>Waits before the next attempt. The end of the run shortens one pause; later ones use up its patience.</summary>
    public void Pause(TimeSpan time) => queue.Pause(time, Abandoned);

    public void Hurry() => queue.Hurry();

    public void Complete() => queue.Complete();

    public void Finish(Patience patience)
    {
        Complete();
        if (thread is not null && !abandoned.IsCancellationRequested && !patience.Join(thread, queue.Status, Attempt))
        {
            queue.FailAsStuck();
            abandoned.Cancel();
            queue.GiveUp();
            thread.Join(SinkLimits.GiveUp);
        }
    }

    public void Dispose()
    {
        Finish(SinkLimits.Dispose);
        if (thread is null && !abandoned.IsCancellationRequested)
        {
            abandoned.Cancel();
            queue.GiveUp();
            Call(End);
        }

        if (thread is not { IsAlive: true })
        {
            abandoned.Dispose();
            begun.Dispose();
        }
    }

    private void Run()
    {
        if (GivesWay)
        {
            ThreadScheduling.GiveWay();
        }

        Call(Begin);
        begun.Set();
        while (queue.WaitForItem(IdleEvery))
        {
            if (queue.TryTake(out T item))
            {
                outcome = Outcome.Lost;
                Guard.Call(queue.Status, static call => call.worker.outcome = call.worker.Deliver(call.item), (worker: this, item));
                queue.Settle(outcome);
            }
            else
            {
                Call(Idle);
            }
        }

        Call(End);
    }

    private Outcome Deliver(T item) => deliver(item);

    private void Call(Action? action) => Guard.Call(queue.Status, static action => action?.Invoke(), action);
}

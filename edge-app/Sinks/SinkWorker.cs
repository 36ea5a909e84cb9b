using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Delivers what a queue holds, on a thread of its own that ends with the process at the latest. Whatever fails is counted and shown in the status, and ends nothing.</summary>
/// <param name="queue">What waits; its status names the thread.</param>
/// <param name="deliver">Delivers an item, and those that it takes beside it with <see cref="TryTake"/>. Where it fails, all in hand is lost.</param>
/// <typeparam name="T">See <see cref="SinkQueue{T}"/>.</typeparam>
internal sealed class SinkWorker<T>(SinkQueue<T> queue, Func<T, Outcome> deliver) : ISinkWorker, IDisposable
{
    private readonly CancellationTokenSource abandoned = new();
    private readonly ManualResetEventSlim begun = new();
    private Outcome outcome;
    private Thread? thread;

    /// <summary>Called on the thread before everything else.</summary>
    public Action? Begin { get; init; }

    /// <summary>Called on the thread when nothing has come for <see cref="IdleEvery"/>.</summary>
    public Action? Idle { get; init; }

    /// <summary>See <see cref="Idle"/>.</summary>
    public TimeSpan IdleEvery { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Called on the thread after the last item, to dispose what it uses; on the caller's if the worker never started. A thread that hangs never comes to it.</summary>
    public Action? End { get; init; }

    /// <summary>How long the end of a run waits for a delivery; null: as long as it waits at all.</summary>
    public TimeSpan? Attempt { get; init; }

    /// <summary>Whether the thread gives way to those of the pipeline, which have less time.</summary>
    public bool GivesWay { get; init; } = true;

    /// <summary>Cancelled when the thread is no longer waited for.</summary>
    public CancellationToken Abandoned { get; private set; }

    /// <summary>Whether the thread runs and items are taken.</summary>
    public bool IsRunning => thread is { IsAlive: true } && !IsCompleted;

    /// <summary>Whether nothing more comes in.</summary>
    public bool IsCompleted => queue.IsCompleted;

    /// <summary>Whether nothing waits and nothing is in hand.</summary>
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

    /// <summary>Takes one more item in hand, valid until the next is taken. Only within the delivery of another.</summary>
    public bool TryTake(out T item) => queue.TryTake(out item);

    /// <summary>Waits before the next attempt. The end of the run shortens the pause once: later ones count in its patience.</summary>
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

using System.Collections.Concurrent;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>
/// Runs tasks one after another on a thread of its own that gives way to the pipeline. Parallel loops of a task stay on this thread if
/// they use their caller's scheduler.
/// </summary>
internal sealed class QuietScheduler : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> waiting = [];
    private readonly Thread thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isAwaited">Whether somebody waits for each result, so that it comes before other quiet work.</param>
    public QuietScheduler(string name, bool isAwaited = false)
    {
        thread = new Thread(() => Run(isAwaited)) { Name = name, IsBackground = true };
        thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs work after all that waits.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stop">Cancels it before it begins.</param>
    public Task Run(Action work, CancellationToken stop) => Task.Factory.StartNew(work, stop, TaskCreationOptions.DenyChildAttach, this);

    /// <inheritdoc cref="Run(Action, CancellationToken)"/>
    /// <returns>The work's result.</returns>
    public Task<T> Run<T>(Func<T> work, CancellationToken stop) => Task.Factory.StartNew(work, stop, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Ends the thread after all that waits.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
    }

    protected override void QueueTask(Task task) => waiting.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && Thread.CurrentThread == thread && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. waiting];

    private void Run(bool isAwaited)
    {
        if (isAwaited)
        {
            ThreadScheduling.GiveWay();
        }
        else
        {
            ThreadScheduling.StandBack();
        }

        foreach (Task task in waiting.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }
    }
}

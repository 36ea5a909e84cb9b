using System.Runtime.ExceptionServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>A named thread of the pipeline, whose exception is kept for whoever joins it.</summary>
internal sealed class WorkerThread
{
    private readonly Thread thread;
    private ExceptionDispatchInfo? failure;

    /// <summary>Starts <paramref name="work"/>; <paramref name="ended"/> is called when it is over, however it ended.</summary>
    public WorkerThread(string name, Action work, Action ended)
    {
        thread = new Thread(() => Run(work, ended)) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>What ended the thread, if something did; known when it has ended.</summary>
    public Exception? Failure => failure?.SourceException;

    /// <summary>Waits for the end.</summary>
    public void Join() => thread.Join();

    /// <summary>Waits for the end, but not longer than <paramref name="limit"/>.</summary>
    /// <returns>False when it still runs.</returns>
    public bool Join(TimeSpan limit) => thread.Join(limit);

    /// <summary>Throws what ended the thread, if something did; called when it has ended.</summary>
    public void ThrowIfFailed() => failure?.Throw();

    private void Run(Action work, Action ended)
    {
        ThreadScheduling.WakePromptly();
        try
        {
            work();
        }
#pragma warning disable CA1031 // nothing is swallowed: ThrowIfFailed hands it on to the thread that joins
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        ended();
    }
}

using System.Runtime.ExceptionServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>A named thread of the pipeline that keeps its exception for the joining thread.</summary>
internal sealed class WorkerThread
{
    private readonly Thread thread;
    private ExceptionDispatchInfo? failure;

    /// <summary>Starts <paramref name="work"/>; calls <paramref name="ended"/> when it returns or throws.</summary>
    public WorkerThread(string name, Action work, Action ended)
    {
        thread = new Thread(() => Run(work, ended)) { Name = name, IsBackground = true };
        thread.Start();
    }

    /// <summary>The exception that ended the thread, if any; valid after its end.</summary>
    public Exception? Failure => failure?.SourceException;

    /// <summary>Waits for the end.</summary>
    public void Join() => thread.Join();

    /// <summary>Waits for the end, at most <paramref name="limit"/>.</summary>
    /// <returns>False when it still runs.</returns>
    public bool Join(TimeSpan limit) => thread.Join(limit);

    /// <summary>Rethrows the exception that ended the thread, if any; call it after its end.</summary>
    public void ThrowIfFailed() => failure?.Throw();

    private void Run(Action work, Action ended)
    {
        ThreadScheduling.WakePromptly();
        try
        {
            work();
        }
#pragma warning disable CA1031 // not swallowed: ThrowIfFailed passes it to the joining thread
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        ended();
    }
}

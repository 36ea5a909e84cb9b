
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Threads that deliver what the pipeline has handed over: they have time, frames have none.</summary>
internal static class SinkThread
{
    /// <summary>Starts a thread that ends with the process at the latest.</summary>
    public static Thread Start(string name, Action run)
    {
        Thread thread = new(() =>
        {
            ThreadScheduling.GiveWay();
            run();
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}

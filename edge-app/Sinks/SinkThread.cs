using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Threads that deliver what the pipeline has handed over: they have time, frames have none. Where there are fewer cores than
/// threads, encoding a video must not take the core from the loop that draws the next picture.
/// </summary>
internal static partial class SinkThread
{
    private const int Nicer = 10; // than the pipeline: a tenth of its share of a core that both want
    private const int Batch = 3; // SCHED_BATCH: does not take the core from another thread when it wakes up (sched(7))

    /// <summary>Starts a thread that ends with the process at the latest.</summary>
    public static Thread Start(string name, Action run)
    {
        Thread thread = new(() =>
        {
            if (OperatingSystem.IsLinux())
            {
                GiveWay();
            }

            run();
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    // Threads that a library starts from here, such as those of a video's encoder, inherit both. Neither needs a privilege; where
    // a sandbox forbids them, the thread competes like the others.
    private static void GiveWay()
    {
        int noParameter = 0;
        _ = SetScheduler(0, Batch, in noParameter);
        _ = Nice(Nicer); // on Linux of the calling thread alone
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int increment);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int process, int policy, in int parameter);
}

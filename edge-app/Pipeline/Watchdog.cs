using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Looks at a source's clock, so that a silent source is lost whatever the capture thread is stuck in.</summary>
internal static class Watchdog
{
    /// <summary>Looks until <paramref name="stop"/> is cancelled, often enough to notice a stall about when it is one.</summary>
    public static void Run(SourceConnection connection, FrameChannel channel, CancellationToken stop)
    {
        TimeSpan period = TimeSpan.FromMilliseconds(Math.Clamp(connection.Stall.TotalMilliseconds / 8, 5, 250));
        while (!stop.WaitHandle.WaitOne(period))
        {
            if (connection.Health.Check() && !connection.Waits)
            {
                channel.Complete(); // not one picture ever came: the run is over
                return;
            }
        }
    }
}

using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Checks a source's clock from another thread, so that a silent source counts as lost even if the capture thread hangs.</summary>
internal static class Watchdog
{
    /// <summary>Checks until <paramref name="stop"/> is cancelled, at an eighth of the stall time.</summary>
    public static void Run(SourceConnection connection, FrameChannel channel, CancellationToken stop)
    {
        TimeSpan period = TimeSpan.FromMilliseconds(Math.Clamp(connection.Stall.TotalMilliseconds / 8, 5, 250));
        while (!stop.WaitHandle.WaitOne(period))
        {
            if (connection.Health.Check() && !connection.Waits)
            {
                channel.Complete(); // no picture ever came: the run is over
                return;
            }
        }
    }
}

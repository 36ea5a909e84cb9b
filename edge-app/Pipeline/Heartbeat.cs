using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Tells systemd that the pipeline runs, while its two essential threads show signs of life. The inference thread must take
/// messages or wait for one; the capture thread must deliver or retry. A lost source is reopened and needs no restart; a thread
/// that hangs forever does.
/// </summary>
internal sealed class Heartbeat(ServiceManager service, SourceConnection connection, FrameChannel channel, PipelineControls controls) : IDisposable
{
    private static readonly TimeSpan margin = TimeSpan.FromSeconds(10);
    private readonly ManualResetEvent ending = new(initialState: false);
    private WorkerThread? beats;

    /// <summary>Longest time without a sign of life from the capture thread; null for one attempt and the pause after it.</summary>
    public TimeSpan? CapturePatience { get; init; }

    /// <summary>Reports that the pipeline is ready; sends beats from now on if systemd watches the service.</summary>
    public void Start()
    {
        service.Ready($"{(connection.Absent is null ? "classifying" : "waiting for")} {connection.Name}");
        if (service.Watchdog is TimeSpan watchdog)
        {
            beats = new WorkerThread("heartbeat", () => Beat(watchdog / 3), ended: () => { });
        }
    }

    /// <summary>Whether both threads showed a sign of life; call once for each beat.</summary>
    public bool IsAlive()
    {
        SourceHealth health = connection.Health;
        bool held = !connection.IsLive && controls.Paused; // a paused film
        return (channel.ReaderCame() || held) && (!connection.IsLive || health.Silence < (CapturePatience ?? health.AttemptPatience + Backoff.Longest + margin));
    }

    /// <summary>Reports that the pipeline is stopping.</summary>
    public void Dispose()
    {
        ending.Set();
        beats?.Join();
        ending.Dispose();
        service.Stopping();
    }

    private void Beat(TimeSpan period)
    {
        while (!ending.WaitOne(period))
        {
            if (IsAlive())
            {
                service.Alive();
            }
        }
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Tells systemd that the pipeline runs, as long as its two indispensable threads prove that they do: the inference thread came for a
/// message since the last beat or waits for one, and the capture thread brought a picture or tried to. A lost source is opened again and
/// is no reason for a restart; a thread that hangs for good is.
/// </summary>
internal sealed class Heartbeat(ServiceManager service, SourceConnection connection, FrameChannel channel, PipelineControls controls) : IDisposable
{
    private static readonly TimeSpan margin = TimeSpan.FromSeconds(10);
    private readonly ManualResetEvent ending = new(initialState: false);
    private WorkerThread? beats;

    /// <summary>How long the capture thread may show no sign of life; absent: longer than an attempt and the pause after it.</summary>
    public TimeSpan? CapturePatience { get; init; }

    /// <summary>Says that the pipeline is ready, and beats from now on if the service is watched.</summary>
    public void Start()
    {
        service.Ready($"{(connection.Absent is null ? "classifying" : "waiting for")} {connection.Name}");
        if (service.Watchdog is TimeSpan watchdog)
        {
            beats = new WorkerThread("heartbeat", () => Beat(watchdog / 3), ended: () => { });
        }
    }

    /// <summary>Whether both threads have shown a sign of life; to be asked once a beat.</summary>
    public bool IsAlive()
    {
        SourceHealth health = connection.Health;
        bool held = !connection.IsLive && controls.Paused; // a paused film
        return (channel.ReaderCame() || held) && (!connection.IsLive || health.Silence < (CapturePatience ?? health.AttemptPatience + Backoff.Longest + margin));
    }

    /// <summary>Says that the pipeline is about to end.</summary>
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

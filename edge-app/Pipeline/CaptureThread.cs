using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The capture thread and what it uses: the request to end, the channel and the display feed. They are freed after the thread ends. A thread that hangs in a driver is abandoned with all of them.</summary>
internal sealed class CaptureThread : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(0.4);
    private readonly SourceConnection connection;
    private readonly CancellationTokenSource ending;
    private WorkerThread? thread;
    private bool leftBehind;

    /// <summary>Prepares everything.</summary>
    /// <param name="connection">The source; stays with the caller.</param>
    /// <param name="counters">Counters shared by the loops.</param>
    /// <param name="shows">Whether pictures are shown.</param>
    /// <param name="region">Region that each picture must contain; null for none.</param>
    /// <param name="backoff">Pauses before each attempt to reopen a lost source.</param>
    /// <param name="requests">Any of them ends the run.</param>
    public CaptureThread(SourceConnection connection, PipelineCounters counters, bool shows, PixelRect? region, Backoff backoff, params CancellationToken[] requests)
    {
        this.connection = connection;
        ending = CancellationTokenSource.CreateLinkedTokenSource(requests);
        Ending = ending.Token;
        Channel = connection.IsLive ? FrameChannel.Newest(Ending) : FrameChannel.Lossless(Ending);
        Display = shows ? new DisplayFeed(Ending) : null;
        connection.Health.Lost += Channel.Lose;
        Loop = new CaptureLoop(connection, Channel, Display, counters, region, backoff);
    }

    /// <summary>Cancelled when the run must end; this also ends all waiting in source, channel and display feed.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Carries frames and losses.</summary>
    public FrameChannel Channel { get; }

    /// <summary>Carries pictures; null without a display.</summary>
    public DisplayFeed? Display { get; }

    /// <summary>The loop that the thread runs.</summary>
    public CaptureLoop Loop { get; }

    /// <summary>Starts the thread; the run ends after <paramref name="limit"/>.</summary>
    public void Start(TimeSpan? limit)
    {
        thread = new WorkerThread("capture", () => Loop.Run(Ending), ended: () => { });
        ending.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks the run to end. Safe from any thread.</summary>
    public void RequestEnd() => ending.Cancel();

    /// <summary>Waits a short time for the thread to end.</summary>
    public void Join()
    {
        leftBehind = thread is not null && !thread.Join(patience);
        if (leftBehind)
        {
            connection.Abandon();
        }
    }

    /// <summary>Rethrows the exception that ended the thread, if any.</summary>
    public void ThrowIfFailed() => thread?.ThrowIfFailed();

    public void Dispose()
    {
        if (!leftBehind)
        {
            connection.Health.Lost -= Channel.Lose;
            Channel.Dispose();
            Display?.Dispose();
            ending.Dispose();
        }
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// The capture thread with all that it uses: the request to end, the channel and the display feed. They are freed when it has ended; a
/// thread that is stuck in a driver is left behind with all of them.
/// </summary>
internal sealed class CaptureThread : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(0.4);
    private readonly SourceConnection connection;
    private readonly CancellationTokenSource ending;
    private WorkerThread? thread;
    private bool leftBehind;

    /// <summary>Prepares everything.</summary>
    /// <param name="connection">The source; stays with the caller.</param>
    /// <param name="counters">Of the loops.</param>
    /// <param name="shownClasses">Classes in a result, if pictures are shown; absent: nobody looks.</param>
    /// <param name="region">What each picture has to hold; absent: nothing.</param>
    /// <param name="backoff">The pauses before a lost source is tried again.</param>
    /// <param name="requests">Any of them ends the run.</param>
    public CaptureThread(SourceConnection connection, PipelineCounters counters, int? shownClasses, PixelRect? region, Backoff backoff, params CancellationToken[] requests)
    {
        this.connection = connection;
        ending = CancellationTokenSource.CreateLinkedTokenSource(requests);
        Ending = ending.Token;
        Channel = connection.IsLive ? FrameChannel.Newest(Ending) : FrameChannel.Lossless(Ending);
        Display = shownClasses is int classes ? new DisplayFeed(classes, Ending) : null;
        connection.Health.Lost += Channel.Lose;
        Loop = new CaptureLoop(connection, Channel, Display, counters, region, backoff);
    }

    /// <summary>Cancelled when the run is to end, and with it all waiting in source, channel and display feed.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Where frames and losses go.</summary>
    public FrameChannel Channel { get; }

    /// <summary>Where pictures go; null when nobody looks.</summary>
    public DisplayFeed? Display { get; }

    /// <summary>What the thread does.</summary>
    public CaptureLoop Loop { get; }

    /// <summary>Starts the thread; after <paramref name="limit"/> the run is to end.</summary>
    public void Start(TimeSpan? limit)
    {
        thread = new WorkerThread("capture", () => Loop.Run(Ending), ended: () => { });
        ending.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks the run to end. Safe from any thread.</summary>
    public void RequestEnd() => ending.Cancel();

    /// <summary>Waits for the thread, but not for long.</summary>
    public void Join()
    {
        leftBehind = thread is not null && !thread.Join(patience);
        if (leftBehind)
        {
            connection.Abandon();
        }
    }

    /// <summary>Throws what ended the thread, if something did.</summary>
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

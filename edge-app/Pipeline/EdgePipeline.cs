using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// From a source to results and pictures, with a loop for each clock: capture at the source's rate, inference as fast as it
/// goes, rendering at the display's rate. Connection, classifier, sinks and renderer stay with whoever made them.
/// </summary>
internal sealed class EdgePipeline
{
    private static readonly TimeSpan capturePatience = TimeSpan.FromSeconds(0.4);
    private readonly SourceConnection connection;
    private readonly IImageClassifier classifier;
    private readonly PipelineCounters counters;

    /// <summary>A pipeline on a source that is opened again when it is lost; <paramref name="counters"/> are for those who watch the run.</summary>
    public EdgePipeline(SourceConnection connection, IImageClassifier classifier, PipelineCounters? counters = null)
    {
        this.connection = connection;
        this.classifier = classifier;
        this.counters = counters ?? new PipelineCounters();
        Health = new SourceHealth(this.counters, () => connection.Stall);
    }

    /// <summary>A pipeline on a source that is read until it ends or fails.</summary>
    public EdgePipeline(IFrameSource source, IImageClassifier classifier)
        : this(SourceConnection.To(source), classifier)
    {
    }

    /// <summary>Whether the source delivers.</summary>
    public SourceHealth Health { get; }

    /// <summary>Take every result.</summary>
    public IReadOnlyList<IResultSink> ResultSinks { get; init; } = [];

    /// <summary>Whose problems the picture shows, beside those of all sinks.</summary>
    public IReadOnlyList<SinkStatus> Statuses { get; init; } = [];

    /// <summary>Take pictures at the display's clock; without any, nothing is drawn.</summary>
    public IReadOnlyList<IPictureSink> PictureSinks { get; init; } = [];

    /// <summary>Draws the HUD; needed where there are picture sinks.</summary>
    public IHudRenderer? Renderer { get; init; }

    /// <summary>What a person may ask while it runs.</summary>
    public required PipelineControls Controls { get; init; }

    /// <summary>What the network looks at; absent: the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>Ends after so many classified frames.</summary>
    public long? FrameLimit { get; init; }

    /// <summary>Ends after so long.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Why the execution provider is the one that it is, for the summary.</summary>
    public string? ProviderReason { get; init; }

    /// <summary>Is told that the pipeline runs; absent: nobody.</summary>
    public ServiceManager? Service { get; init; }

    /// <summary>The pauses before a lost source is tried again.</summary>
    public Backoff Backoff { get; init; } = new();

    private IEnumerable<ISink> AllSinks => [.. ResultSinks, .. PictureSinks];

    /// <summary>Runs until the source ends, a limit is reached, somebody quits, or <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="UserException">The source delivers not one picture, or a file cannot be read.</exception>
    public RunSummary Run(CancellationToken stop)
    {
        RunStatistics statistics = new();
        Task<HostInfo> host = Task.Run(() => HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly, typeof(OpenCvSharp.Mat).Assembly), CancellationToken.None);
        CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, Controls.Quitting); // EndCapture disposes what the capture thread uses: this, the channel and the display feed
        using CancellationTokenSource classified = new(); // no result will follow
        IFrameChannel channel = connection.IsLive ? new LatestFrameSlot() : new LosslessFrameQueue();
        DisplayFeed? display = PictureSinks.Count > 0 ? new DisplayFeed(InferenceLoop.TopK(classifier)) : null;
        using RenderLoop? render = display is null ? null : CreateRenderLoop(display);
        using CancellationTokenRegistration hurry = stop.Register(HurrySinks);
        using CancellationTokenRegistration wake = ending.Token.Register(() => EndAllWaiting(channel, display));
        Health.Lost += _ => channel.Wake();

        CaptureLoop captureLoop = new(connection, channel, display, counters, Health) { Backoff = Backoff, Region = Region };
        InferenceLoop inferenceLoop = new(classifier, channel, ResultSinks, display, counters, Health) { Region = Region, FrameLimit = FrameLimit, ShowsEveryFrame = !connection.IsLive, Controls = Controls };
        inferenceLoop.WarmUp();
        render?.Start();
        if (TimeLimit is TimeSpan limit)
        {
            ending.CancelAfter(limit);
        }

        long started = Stopwatch.GetTimestamp();
        WorkerThread capture = new("capture", () => captureLoop.Run(ending.Token), ended: () => { });
        WorkerThread inference = new("inference", () => inferenceLoop.Run(statistics), ended: classified.Cancel);
        WorkerThread? watchdog = connection.Heals ? new("watchdog", () => Watch(channel, ending.Token), ended: ending.Cancel) : null;
        Heartbeat? heartbeat = Service is null ? null : new Heartbeat(Service, connection, channel, counters, Health, Controls);
        heartbeat?.Start();
        try
        {
            render?.Run(classified.Token);
            inference.Join();
        }
        finally
        {
            ending.Cancel();
            heartbeat?.Dispose(); // before the channel that it wakes
            inference.Join();
            watchdog?.Join();
            wake.Dispose(); // whoever cancels may still be at it: what he wakes must not be disposed under his hands
            EndCapture(capture, channel, display, ending);
            Drain(Patience.OfRun(stop));
        }

        inference.ThrowIfFailed();
        capture.ThrowIfFailed();
        watchdog?.ThrowIfFailed();
        if (!Health.EverDelivered && connection.IsLive && !connection.Waits && !stop.IsCancellationRequested && !Controls.Quitting.IsCancellationRequested)
        {
            throw new DeviceException($"{connection.Name}: delivers no picture; another program may be using it");
        }

        double allocated = statistics.Allocation.BytesPerTurn + captureLoop.Allocation.BytesPerTurn + (render?.Allocation.BytesPerTurn ?? 0);
        return Summarize(statistics, channel.Dropped, started, allocated, inferenceLoop.RealTime && captureLoop.RealTime && render is not { RealTime: false }, host.Result);
    }

    private static void EndAllWaiting(IFrameChannel channel, DisplayFeed? display)
    {
        channel.Abort();
        display?.End();
    }

    /// <summary>The watchdog's thread: looks often enough that a stall is noticed about when it is one.</summary>
    private void Watch(IFrameChannel channel, CancellationToken stop)
    {
        TimeSpan period = TimeSpan.FromMilliseconds(Math.Clamp(connection.Stall.TotalMilliseconds / 8, 5, 250));
        while (!stop.WaitHandle.WaitOne(period))
        {
            if (Health.Check() && !connection.Waits)
            {
                channel.Complete(); // not one picture ever came: whatever capture is stuck in, the run is over
                return;
            }
        }
    }

    /// <summary>Waits for the capture thread. One that is stuck in a driver is left behind, with all that it uses.</summary>
    private void EndCapture(WorkerThread capture, IFrameChannel channel, DisplayFeed? display, CancellationTokenSource ending)
    {
        if (capture.Join(capturePatience))
        {
            channel.Dispose();
            display?.Dispose();
            ending.Dispose();
        }
        else
        {
            connection.Abandon();
        }
    }

    private void HurrySinks()
    {
        foreach (ISink sink in AllSinks)
        {
            sink.Worker?.Hurry();
        }
    }

    /// <summary>All sinks deliver what they have left, side by side.</summary>
    private void Drain(Patience patience)
    {
        foreach (ISink sink in AllSinks)
        {
            sink.Worker?.Complete();
        }

        foreach (ISink sink in AllSinks)
        {
            sink.Worker?.Finish(patience);
        }
    }

    private RenderLoop CreateRenderLoop(DisplayFeed display)
    {
        IHudRenderer renderer = Renderer ?? throw new InvalidOperationException("picture sinks need a renderer");
        return new RenderLoop(PictureSinks, renderer, Controls, display, counters, classifier, connection.Name)
        {
            Region = Region,
            ShowsEveryFrame = !connection.IsLive,
            FileHertz = connection.FramesPerSecond,
            Health = Health,
            Statuses = [.. ResultSinks.Select(sink => sink.Status), .. Statuses],
        };
    }

    private RunSummary Summarize(RunStatistics statistics, long dropped, long started, double allocated, bool realTime, HostInfo host)
    {
        statistics.Labels.FinishObject();
        double seconds = Stopwatch.GetElapsedTime(started, statistics.LastResult ?? started).TotalSeconds;
        return new RunSummary
        {
            FramesCaptured = statistics.Frames + dropped,
            FramesProcessed = statistics.Frames,
            FramesDropped = dropped,
            Seconds = seconds,
            Fps = seconds > 0 ? statistics.Frames / seconds : 0,
            Top1 = statistics.Top1,
            FlipsPerMinute = statistics.Labels.FlipsPerMinute,
            RawFlipsPerMinute = statistics.Labels.RawFlipsPerMinute,
            LabelDelayMs = statistics.Labels.DelayMs,
            RawLabelDelayMs = statistics.Labels.RawDelayMs,
            LatencyMs = TimeSummary.Of(statistics.Latency),
            AgeMs = TimeSummary.Of(statistics.Age),
            OverheadMs = TimeSummary.Of(statistics.Overhead),
            AllocatedBytesPerFrame = allocated,
            RealTime = realTime,
            Reconnects = counters.Reconnects,
            Losses = counters.Losses,
            Ep = classifier.ExecutionProvider,
            EpReason = ProviderReason,
            Precision = classifier.Precision,
            Sha256 = classifier.Sha256,
            Model = classifier.Model,
            Sinks = [.. AllSinks.Select(sink => SinkSummary.Of(sink.Status))],
            Host = host,
        };
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// From a source to results and pictures, with a loop for each clock: capture at the source's rate, inference as fast as it
/// goes, rendering at the display's rate. Connection, classifier, sinks and renderer stay with the caller.
/// </summary>
internal sealed class EdgePipeline
{
    private readonly SourceConnection connection;
    private readonly IImageClassifier classifier;
    private readonly PipelineCounters counters;

    /// <summary>A pipeline on a source that is opened again when it is lost; <paramref name="counters"/> are for those who watch the run.</summary>
    public EdgePipeline(SourceConnection connection, IImageClassifier classifier, PipelineCounters? counters = null)
    {
        this.connection = connection;
        this.classifier = classifier;
        this.counters = counters ?? new PipelineCounters();
    }

    /// <summary>A pipeline on a source that is read until it ends or fails.</summary>
    public EdgePipeline(IFrameSource source, IImageClassifier classifier)
        : this(SourceConnection.To(source), classifier)
    {
    }

    /// <summary>Whether the source delivers.</summary>
    public SourceHealth Health => connection.Health;

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

    /// <summary>Runs until the source ends, a limit is reached, a person quits, or <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="UserException">The source delivers not one picture, or a file cannot be read.</exception>
    public RunSummary Run(CancellationToken stop)
    {
        Task<HostInfo> host = Task.Run(() => HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly, typeof(OpenCvSharp.Mat).Assembly), CancellationToken.None);
        RunStatistics statistics = new();
        using CancellationTokenRegistration hurry = stop.Register(HurrySinks);
        using CancellationTokenSource classified = new(); // no result will follow
        using CaptureThread capture = new(connection, counters, PictureSinks.Count > 0 ? InferenceLoop.TopK(classifier) : null, Region, Backoff, stop, Controls.Quitting);
        using HudCanvas canvas = new(classifier.InputSpec, Region);
        using RenderLoop? render = CreateRenderLoop(capture.Display, canvas);
        InferenceLoop inferring = new(classifier, capture.Channel, ResultSinks, capture.Display, counters) { Region = Region, FrameLimit = FrameLimit, ShowsEveryFrame = !connection.IsLive, Controls = Controls };
        inferring.WarmUp();
        render?.Start();

        Threads threads = Start(capture, inferring, statistics, classified);
        try
        {
            render?.Run(classified.Token);
            threads.Inference.Join();
        }
        finally
        {
            End(threads, stop);
        }

        ThrowIfFailed(threads, stop);
        return Report(statistics, capture, inferring, render, host.Result);
    }

    private Threads Start(CaptureThread capture, InferenceLoop inferring, RunStatistics statistics, CancellationTokenSource classified)
    {
        statistics.Begin();
        capture.Start(TimeLimit);
        WorkerThread inference = new("inference", () => inferring.Run(statistics), ended: classified.Cancel);
        WorkerThread? watchdog = connection.Heals ? new("watchdog", () => Watchdog.Run(connection, capture.Channel, capture.Ending), ended: capture.RequestEnd) : null;
        Heartbeat? heartbeat = Service is null ? null : new Heartbeat(Service, connection, capture.Channel, Controls);
        heartbeat?.Start();
        return new Threads(capture, inference, watchdog, heartbeat);
    }

    /// <summary>The order of shutdown. What can hang has a limit: the source is left behind, a sink is given up.</summary>
    private void End(Threads threads, CancellationToken stop)
    {
        threads.Capture.RequestEnd(); // ends all waiting
        threads.Heartbeat?.Dispose(); // systemd hears that the service stops
        threads.Inference.Join(); // no result follows
        threads.Watchdog?.Join(); // no loss follows
        threads.Capture.Join(); // the source is closed
        Drain(Patience.OfRun(stop)); // the sinks deliver what they have
    }

    private void ThrowIfFailed(Threads threads, CancellationToken stop)
    {
        threads.Inference.ThrowIfFailed();
        threads.Capture.ThrowIfFailed();
        threads.Watchdog?.ThrowIfFailed();
        if (!Health.EverDelivered && connection.IsLive && !connection.Waits && !stop.IsCancellationRequested && !Controls.Quitting.IsCancellationRequested)
        {
            throw new DeviceException($"{connection.Name}: delivers no picture; another program may be using it");
        }
    }

    private RunSummary Report(RunStatistics statistics, CaptureThread capture, InferenceLoop inferring, RenderLoop? render, HostInfo host)
    {
        statistics.Labels.FinishObject();
        return new RunSummary(statistics, classifier, Health)
        {
            FramesCaptured = statistics.Frames + capture.Channel.Dropped,
            FramesDropped = capture.Channel.Dropped,
            AllocatedBytesPerFrame = statistics.Allocation.BytesPerTurn + capture.Loop.Allocation.BytesPerTurn + (render?.Allocation.BytesPerTurn ?? 0),
            RealTime = inferring.RealTime && capture.Loop.RealTime && render is not { RealTime: false },
            EpReason = ProviderReason,
            Sinks = [.. AllSinks.Select(sink => SinkSummary.Of(sink.Status))],
            Host = host,
        };
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

    private void HurrySinks()
    {
        foreach (ISink sink in AllSinks)
        {
            sink.Worker?.Hurry();
        }
    }

    private RenderLoop? CreateRenderLoop(DisplayFeed? display, HudCanvas canvas)
    {
        if (display is null)
        {
            return null;
        }

        IHudRenderer renderer = Renderer ?? throw new InvalidOperationException("picture sinks need a renderer");
        HudWriter hud = new(classifier, connection, counters, Controls, [.. PictureSinks.Select(sink => sink.Status), .. ResultSinks.Select(sink => sink.Status), .. Statuses]);
        return new RenderLoop(PictureSinks, renderer, Controls, display, counters, connection, hud, canvas);
    }

    private sealed record Threads(CaptureThread Capture, WorkerThread Inference, WorkerThread? Watchdog, Heartbeat? Heartbeat);
}

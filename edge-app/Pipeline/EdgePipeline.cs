using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Runs a source through the network to sinks, with one loop for each clock: capture at the source's rate, inference as fast as
/// possible, rendering at the display's rate. The caller owns connection, models, sinks and renderer.
/// </summary>
internal sealed class EdgePipeline
{
    private readonly SourceConnection connection;
    private readonly ModelSlot models;
    private readonly PipelineCounters counters;

    /// <summary>A pipeline on a source that is reopened after a loss. <paramref name="counters"/> also serve observers of the run.</summary>
    public EdgePipeline(SourceConnection connection, ModelSlot models, PipelineCounters? counters = null)
    {
        this.connection = connection;
        this.models = models;
        this.counters = counters ?? new PipelineCounters();
    }

    /// <summary>The same with one model for the whole run, which stays with the caller.</summary>
    public EdgePipeline(SourceConnection connection, IImageClassifier classifier, PipelineCounters? counters = null)
        : this(connection, new ModelSlot(classifier), counters)
    {
    }

    /// <summary>A pipeline on a source that is read until it ends or fails.</summary>
    public EdgePipeline(IFrameSource source, IImageClassifier classifier)
        : this(SourceConnection.To(source), classifier)
    {
    }

    /// <summary>Whether the source delivers.</summary>
    public SourceHealth Health => connection.Health;

    /// <summary>Sinks that take every result.</summary>
    public IReadOnlyList<IResultSink> ResultSinks { get; init; } = [];

    /// <summary>Sinks that take some frames with their clean pictures.</summary>
    public IReadOnlyList<IFrameSink> FrameSinks { get; init; } = [];

    /// <summary>Further statuses whose problems the HUD shows, beside those of all sinks.</summary>
    public IReadOnlyList<SinkStatus> Statuses { get; init; } = [];

    /// <summary>Sinks that take pictures at the display's rate; without any, nothing is drawn.</summary>
    public IReadOnlyList<IPictureSink> PictureSinks { get; init; } = [];

    /// <summary>Draws the HUD; required with picture sinks.</summary>
    public IHudRenderer? Renderer { get; init; }

    /// <summary>Requests of the user.</summary>
    public required PipelineControls Controls { get; init; }

    /// <summary>Region that the network sees; null for the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>Ends the run after this many classified frames.</summary>
    public long? FrameLimit { get; init; }

    /// <inheritdoc cref="InferenceLoop.MaxFps"/>
    public double? MaxFps { get; init; }

    /// <summary>Ends the run after this time.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Why this execution provider was chosen, for the summary.</summary>
    public string? ProviderReason { get; init; }

    /// <summary>The wall clock of events.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Notified that the pipeline runs; null without systemd.</summary>
    public ServiceManager? Service { get; init; }

    /// <summary>Pauses before each attempt to reopen a lost source.</summary>
    public Backoff Backoff { get; init; } = new();

    private IEnumerable<ISink> AllSinks => [.. ResultSinks, .. FrameSinks, .. PictureSinks];

    /// <summary>Runs until the source ends, a limit is reached, the user quits or <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="UserException">The source delivers no picture at all, or a file cannot be read.</exception>
    public RunSummary Run(CancellationToken stop)
    {
        Task<HostInfo> host = Task.Run(() => HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly, typeof(OpenCvSharp.Mat).Assembly), CancellationToken.None);
        RunStatistics statistics = new();
        using CancellationTokenRegistration hurry = stop.Register(HurrySinks);
        using CancellationTokenSource classified = new(); // cancelled when no result will follow
        using CaptureThread capture = new(connection, counters, PictureSinks.Count > 0, Region, Backoff, stop, Controls.Quitting);
        using HudCanvas canvas = new(Region);
        using RenderLoop? render = CreateRenderLoop(capture.Display, canvas);
        InferenceLoop inferring = new(models, capture.Channel, ResultSinks, capture.Display, counters) { Region = Region, FrameLimit = FrameLimit, MaxFps = MaxFps, ShowsEveryFrame = !connection.IsLive, Controls = Controls, FrameSinks = FrameSinks, Clock = Clock };
        inferring.WarmUp();
        models.Preparing = render is null ? null : model => Renderer!.Prepare(model.Labels);
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

    /// <summary>Shuts down in this order. Steps that can hang have a time limit: the source is abandoned, a sink is given up.</summary>
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
            throw connection.NoPicture();
        }
    }

    private RunSummary Report(RunStatistics statistics, CaptureThread capture, InferenceLoop inferring, RenderLoop? render, HostInfo host)
    {
        statistics.Labels.FinishObject();
        return new RunSummary(statistics, models.Current, Health)
        {
            FramesCaptured = statistics.Frames + capture.Channel.Dropped,
            FramesDropped = capture.Channel.Dropped,
            FramesTorn = counters.Torn,
            FramesDroppedByDriver = counters.DroppedByDriver,
            AllocatedBytesPerFrame = statistics.Allocation.BytesPerTurn + capture.Loop.Allocation.BytesPerTurn + (render?.Allocation.BytesPerTurn ?? 0),
            RealTime = inferring.RealTime && capture.Loop.RealTime && render is not { RealTime: false },
            EpReason = ProviderReason,
            Sinks = [.. AllSinks.Select(sink => SinkSummary.Of(sink.Status))],
            Host = host,
        };
    }

    /// <summary>Lets all sinks deliver their remaining items in parallel.</summary>
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
        HudWriter hud = new(models.Current, connection, counters, Controls, [.. PictureSinks.Select(sink => sink.Status), .. ResultSinks.Select(sink => sink.Status), .. FrameSinks.Select(sink => sink.Status), .. Statuses]);
        return new RenderLoop(PictureSinks, renderer, Controls, display, counters, connection, hud, canvas);
    }

    private sealed record Threads(CaptureThread Capture, WorkerThread Inference, WorkerThread? Watchdog, Heartbeat? Heartbeat);
}

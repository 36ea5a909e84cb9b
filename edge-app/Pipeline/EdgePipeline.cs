using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// From a source to results and pictures, with a loop for each clock: capture at the source's rate, inference as fast as it
/// goes, rendering at the display's rate. Source, classifier, sinks and renderer stay with whoever made them.
/// </summary>
internal sealed class EdgePipeline(IFrameSource source, IImageClassifier classifier)
{
    /// <summary>Take every result.</summary>
    public IReadOnlyList<IResultSink> ResultSinks { get; init; } = [];

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

    /// <summary>Why a live source fell silent before a limit was reached; null when the run ended otherwise. Known after <see cref="Run"/>.</summary>
    public DeviceException? SourceFailure { get; private set; }

    /// <summary>Runs until the source ends, a limit is reached, somebody quits, or <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="UserException">The source delivers nothing, or a sink cannot take. A live source that stops later leaves a summary and <see cref="SourceFailure"/>.</exception>
    public RunSummary Run(CancellationToken stop)
    {
        PipelineCounters counters = new();
        RunStatistics statistics = new();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop, Controls.Quitting);
        using CancellationTokenSource classified = new(); // no result will follow
        using IFrameChannel channel = source.IsLive ? new LatestFrameSlot() : new LosslessFrameQueue();
        using DisplayFeed? display = PictureSinks.Count > 0 ? new DisplayFeed(InferenceLoop.TopK(classifier)) : null;
        using RenderLoop? render = display is null ? null : CreateRenderLoop(display, counters);
        using CancellationTokenRegistration wake = ending.Token.Register(() => EndAllWaiting(channel, display));

        CaptureLoop captureLoop = new(source, channel, display, counters);
        InferenceLoop inferenceLoop = new(classifier, channel, ResultSinks, display, counters) { Region = Region, FrameLimit = FrameLimit, ShowsEveryFrame = !source.IsLive };
        inferenceLoop.WarmUp();
        render?.Start();
        if (TimeLimit is TimeSpan limit)
        {
            ending.CancelAfter(limit);
        }

        long started = Stopwatch.GetTimestamp();
        WorkerThread capture = new("capture", () => captureLoop.Run(ending.Token), ended: () => { });
        WorkerThread inference = new("inference", () => inferenceLoop.Run(statistics), ended: classified.Cancel);
        try
        {
            render?.Run(classified.Token);
            inference.Join();
        }
        finally
        {
            ending.Cancel();
            inference.Join();
            capture.Join();
        }

        inference.ThrowIfFailed();
        if (source.IsLive && statistics.Frames > 0 && capture.Failure is DeviceException silent)
        {
            SourceFailure = statistics.Frames == FrameLimit ? null : silent;
        }
        else
        {
            capture.ThrowIfFailed();
        }

        return Summarize(statistics, counters, channel, started);
    }

    private static void EndAllWaiting(IFrameChannel channel, DisplayFeed? display)
    {
        channel.Abort();
        display?.End();
    }

    private RenderLoop CreateRenderLoop(DisplayFeed display, PipelineCounters counters)
    {
        IHudRenderer renderer = Renderer ?? throw new InvalidOperationException("picture sinks need a renderer");
        return new RenderLoop(PictureSinks, renderer, Controls, display, counters, classifier, source.Name) { Region = Region, ShowsEveryFrame = !source.IsLive, FileHertz = source.FramesPerSecond };
    }

    private RunSummary Summarize(RunStatistics statistics, PipelineCounters counters, IFrameChannel channel, long started)
    {
        double seconds = Stopwatch.GetElapsedTime(started, statistics.LastResult ?? started).TotalSeconds;
        return new RunSummary
        {
            FramesCaptured = statistics.Frames + channel.Dropped,
            FramesProcessed = statistics.Frames,
            FramesDropped = channel.Dropped,
            Seconds = seconds,
            Fps = seconds > 0 ? statistics.Frames / seconds : 0,
            Top1 = statistics.Top1,
            LatencyMs = TimeSummary.Of(statistics.Latency),
            AgeMs = TimeSummary.Of(statistics.Age),
            OverheadMs = TimeSummary.Of(statistics.Overhead),
            AllocatedBytesPerFrame = statistics.AllocatedBytesPerFrame,
            Reconnects = counters.Reconnects,
            Ep = classifier.ExecutionProvider,
            Model = classifier.Model,
            Host = HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly, typeof(OpenCvSharp.Mat).Assembly),
        };
    }
}

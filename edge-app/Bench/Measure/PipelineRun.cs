using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// Measures one configuration in the pipeline scenario, from the camera's frame to the drawn picture, with the pipeline of
/// <c>live</c>. Includes waiting, preprocessing, network, postprocessing and the HUD. Excludes the camera before its driver
/// delivers, and the work of a window or encoder.
/// </summary>
internal sealed class PipelineRun
{
    private const int FramesAfterAChange = 8;
    private readonly ModelBundle bundle;
    private readonly OnnxClassifier classifier;
    private double allocated;

    /// <summary>A run of <paramref name="classifier"/>, which the caller owns.</summary>
    public PipelineRun(ModelBundle bundle, OnnxClassifier classifier, BenchLimits limits)
    {
        this.bundle = bundle;
        this.classifier = classifier;
        Frames = new FrameRecorder(limits);
        Drawn = new DrawnRecorder(Frames);
    }

    /// <summary>All frames.</summary>
    public FrameRecorder Frames { get; }

    /// <summary>All drawings.</summary>
    public DrawnRecorder Drawn { get; }

    /// <summary>Managed bytes for each frame in all three loops: the mean of the rounds.</summary>
    public double AllocatedBytesPerFrame => Rounds == 0 ? 0 : allocated / Rounds;

    /// <summary>Whether the pipeline's threads had real-time priority in every round.</summary>
    public bool RealTime { get; private set; } = true;

    private int Rounds { get; set; }

    /// <summary>Runs the pipeline until both limits are reached or the source ends.</summary>
    /// <returns>The source's name.</returns>
    /// <exception cref="InputException">The source ended before any frame was counted.</exception>
    public string Measure(string source, BenchLimits part, CancellationToken stop)
    {
        using PipelineControls controls = new();
        controls.UnknownBelow = classifier.Bundle.Output.UnknownBelow;
        PipelineCounters counters = new();
        using IFrameSource frames = SourceFactory.Open(SourceOptions.Parse(source), bundle, stop);
        using HudRenderer renderer = new();
        Frames.BeginRound(part, FramesAfterAChange, controls, counters);
        Drawn.BeginRound(counters);
        EdgePipeline pipeline = new(SourceConnection.To(frames), new OnnxImageClassifier(classifier), counters)
        {
            Controls = controls,
            ResultSinks = [Frames],
            PictureSinks = [Drawn],
            Renderer = renderer,
        };
        RunSummary summary = pipeline.Run(stop);
        Frames.EndRound();
        allocated += summary.AllocatedBytesPerFrame;
        RealTime &= summary.RealTime;
        Rounds++;
        stop.ThrowIfCancellationRequested();
        return Frames.Log.Count > 0 ? frames.Name : throw new InputException($"source {frames.Name}: ended during the warm-up; use a longer one, or add the option loop=1");
    }
}

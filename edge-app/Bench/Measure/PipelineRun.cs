using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// One configuration in the scenario pipeline: the whole way from the camera's frame to the drawn picture, by the pipeline that
/// <c>live</c> runs. In it are the wait for the inference thread, preprocessing, network, postprocessing and the HUD on the
/// display's clock; not in it are what a camera does before its driver hands a picture over, and what a window or an encoder does after.
/// </summary>
internal sealed class PipelineRun
{
    private const int FramesAfterAChange = 8;
    private readonly ModelBundle bundle;
    private readonly OnnxClassifier classifier;
    private double allocated;

    /// <summary>A run of <paramref name="classifier"/>, which stays with the caller.</summary>
    public PipelineRun(ModelBundle bundle, OnnxClassifier classifier, BenchLimits limits)
    {
        this.bundle = bundle;
        this.classifier = classifier;
        Frames = new FrameRecorder(limits);
        Drawn = new DrawnRecorder(Frames);
    }

    /// <summary>Every frame.</summary>
    public FrameRecorder Frames { get; }

    /// <summary>Every drawing.</summary>
    public DrawnRecorder Drawn { get; }

    /// <summary>What a frame costs on the managed heap, in all three loops: the mean of the rounds.</summary>
    public double AllocatedBytesPerFrame => Rounds == 0 ? 0 : allocated / Rounds;

    /// <summary>Whether the pipeline's threads went before all others, in every round.</summary>
    public bool RealTime { get; private set; } = true;

    private int Rounds { get; set; }

    /// <summary>Runs the pipeline until both limits are reached or the source ends.</summary>
    /// <returns>The source's name.</returns>
    /// <exception cref="InputException">The source ended before a frame counted.</exception>
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
        return Frames.Log.Count > 0 ? frames.Name : throw new InputException($"source {frames.Name}: ended before the warm-up was over; use a longer one, or let it begin again with the option loop=1");
    }
}

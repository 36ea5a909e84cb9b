using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>A shipped network's answers to the demo camera's scene, frame by frame without a clock: equal on every machine.</summary>
internal sealed class DemoSequence
{
    public const double FramesPerSecond = 30;
    private readonly List<(float[] Logits, float[] Known, int Truth)> frames = [];

    public DemoSequence(string model, int seconds, int seed = 1)
    {
        ModelBundle bundle = ModelBundle.Open(Path.Combine(Build.Command.RepositoryRoot, "models", model));
        Output = bundle.Output;
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" });
        Preprocessor preprocessor = new(bundle.Input);
        DemoSamples samples = DemoSamples.Load(bundle.SamplesDirectory!, classifier.Classes);
        using DemoScene scene = new(samples, FramesPerSecond, seed);
        using Frame frame = new();
        for (int i = 0; i < seconds * FramesPerSecond; i++)
        {
            int truth = scene.Render(i, frame.Picture);
            preprocessor.Run(frame.View, classifier.InputBuffer);
            frames.Add((classifier.Run().ToArray(), classifier.Known.ToArray(), truth));
        }
    }

    public OutputSpec Output { get; }

    /// <summary>Plays all frames through a postprocessor.</summary>
    public LabelStability Play(SmoothingSpec smoothing, Action<FrameResult>? watch = null, double? unknownBelow = null)
    {
        Postprocessor postprocessor = new(Output, smoothing);
        postprocessor.UnknownBelow = unknownBelow ?? Output.UnknownBelow;
        LabelStability stability = new();
        FrameResult result = new(1);
        for (int i = 0; i < frames.Count; i++)
        {
            postprocessor.Run(frames[i].Logits, frames[i].Known, result);
            result.Truth = frames[i].Truth;
            result.Times = new FrameTimes { Captured = 1 + (long)(i * Stopwatch.Frequency / FramesPerSecond) };
            stability.Add(result);
            watch?.Invoke(result);
        }

        stability.FinishObject();
        return stability;
    }
}

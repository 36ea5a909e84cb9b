using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A pipeline at the rate that the machine sustains and at twice it, where the age of a frame must stay. Only the demo camera's rate is ours to choose.</summary>
internal static class PipelineLoad
{
    private const double Slowest = 1; // frames a second

    /// <summary>Looks for the sustainable rate, then runs at twice it.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="classifier">Runs it.</param>
    /// <param name="source">The source; nothing is done with another than the demo camera.</param>
    /// <param name="limits">How long each run lasts.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The rate and every run; null and none for another source.</returns>
    public static (SustainableRate? Sustainable, IReadOnlyList<LoadReport> Runs) Measure(ModelBundle bundle, OnnxClassifier classifier, string source, BenchLimits limits, CancellationToken stop)
    {
        if (!DemoRate.Applies(source))
        {
            return (null, []);
        }

        (SustainableRate rate, IReadOnlyList<LoadReport> runs) = RateSearch.Find(Run, DemoRate.Most);
        return (rate, [.. runs, Run(2 * rate.Fps) with { Factor = 2 }]);

        LoadReport Run(double asked) => RunAt(Math.Clamp(asked, Slowest, DemoRate.Most), bundle, classifier, source, limits, stop);
    }

    private static LoadReport RunAt(double asked, ModelBundle bundle, OnnxClassifier classifier, string source, BenchLimits limits, CancellationToken stop)
    {
        PipelineRun run = new(bundle, classifier, limits);
        run.Measure(DemoRate.Of(source, asked), limits, stop);
        FrameRecorder frames = run.Frames;
        double[] ages = Stage.Age.Times(frames.Log);
        int half = ages.Length / 2;
        double seconds = Math.Max(frames.Measured.TotalSeconds, 1e-9);
        return new LoadReport
        {
            AskedFps = asked,
            CapturedFps = frames.Captured / seconds,
            Fps = frames.Log.Count / seconds,
            DroppedShare = frames.Captured > 0 ? (double)frames.Dropped / frames.Captured : 0,
            AgeFirstHalfP50 = Percentiles.Of(ages.AsSpan(0, half).ToArray()).P50,
            AgeSecondHalfP50 = Percentiles.Of(ages.AsSpan(half).ToArray()).P50,
            AgeMs = Percentiles.Of(ages),
        };
    }
}

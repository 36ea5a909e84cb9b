using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Runs a pipeline at its sustainable rate and at twice that rate, where the age of frames must stay bounded. Works with the demo camera only.</summary>
internal static class PipelineLoad
{
    private const double Slowest = 1; // frames per second

    /// <summary>Searches the sustainable rate, then runs at twice that rate.</summary>
    /// <param name="bundle">The model.</param>
    /// <param name="classifier">Options of the classifier.</param>
    /// <param name="source">The source; any but the demo camera is skipped.</param>
    /// <param name="limits">Minimum length of each run.</param>
    /// <param name="stop">Cancels the search.</param>
    /// <returns>The rate and all runs; null and none for another source.</returns>
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

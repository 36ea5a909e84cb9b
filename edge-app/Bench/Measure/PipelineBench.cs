using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The pipeline scenario: measures configurations in turn on a source, then each at other rates.</summary>
internal static class PipelineBench
{
    /// <summary>Name in reports.</summary>
    public const string Name = "pipeline";

    /// <summary>The default source: its rate is fixed, and it needs no device.</summary>
    public const string DefaultSource = "demo:fashion?fps=30";

    private const int PartOfTheTime = 6; // share of the total time for a run at another rate, or with the null model
    private static readonly string[] allocatingThreads = ["capture", "inference", "rendering"];
    private static readonly TimeSpan shortestPart = TimeSpan.FromSeconds(0.3);

    /// <summary>Measures every configuration.</summary>
    /// <exception cref="UserException">A configuration or the source does not work on this machine.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyList<Measurement> Run(IReadOnlyList<BenchCase> cases, string source, BenchLimits limits, CancellationToken stop)
    {
        OpenCvSharp.Cv2.SetNumThreads(1); // as in live: the cores belong to the network
        BenchLimits shorter = Shorter(limits);
        List<Prepared> prepared = [];
        try
        {
            foreach (BenchCase configuration in cases)
            {
                HudWarmUp.Run(configuration.Bundle.Output.Labels);
                Percentiles nothing = MeasureNothing(configuration, source, shorter, stop);
                OnnxClassifier classifier = OnnxClassifier.Load(configuration.Bundle, configuration.Classifier);
                prepared.Add(new Prepared(configuration, classifier, new PipelineRun(configuration.Bundle, classifier, limits), nothing));
            }

            HostInfo host = BenchCase.CollectHost();
            DateTimeOffset started = TimeProvider.System.GetLocalNow();
            using ConditionsRecorder recorder = new(withGpu: prepared.Any(each => each.Classifier.ExecutionProvider != "cpu"));
            string name = MeasureInTurn([.. prepared.Select(each => each.Run)], source, limits, stop);
            Setting setting = new(started, host, recorder.Finish());
            MachineSample[] machine = [.. recorder.Samples];
            return [.. prepared.Select(each => each.Finish(name, setting, machine, PipelineLoad.Measure(each.Case.Bundle, each.Classifier, source, shorter, stop)))];
        }
        finally
        {
            foreach (Prepared each in prepared)
            {
                each.Classifier.Dispose();
            }
        }
    }

    /// <summary>Limits of a run at another rate, or with the null model.</summary>
    public static BenchLimits Shorter(BenchLimits limits)
    {
        TimeSpan duration = limits.Duration / PartOfTheTime;
        return new(1, duration < shortestPart ? shortestPart : duration);
    }

    private static string MeasureInTurn(PipelineRun[] runs, string source, BenchLimits limits, CancellationToken stop)
    {
        string name = source;
        int rounds = limits.RoundsFor(runs.Length);
        BenchLimits part = limits.DividedBy(rounds);
        for (int round = 0; round < rounds; round++)
        {
            foreach (PipelineRun run in runs)
            {
                name = run.Measure(source, part, stop);
            }
        }

        return name;
    }

    private static Percentiles MeasureNothing(BenchCase configuration, string source, BenchLimits shorter, CancellationToken stop) => configuration.WithNothing(classifier =>
    {
        PipelineRun run = new(configuration.Bundle, classifier, shorter);
        run.Measure(source, shorter, stop);
        return Stage.Latency.Summarize(run.Frames.Log);
    });

    private sealed record Prepared(BenchCase Case, OnnxClassifier Classifier, PipelineRun Run, Percentiles Nothing)
    {
        public Measurement Finish(string source, Setting setting, IReadOnlyList<MachineSample> machine, (SustainableRate? Sustainable, IReadOnlyList<LoadReport> Runs) load)
        {
            FrameRecorder frames = Run.Frames;
            Tally tally = new(frames.WarmedUp, Nothing, frames.Measured.TotalSeconds, Run.AllocatedBytesPerFrame, allocatingThreads, frames.Gc.Sum);
            BenchReport report = tally.Report(Name, Case, Classifier, frames.Log, Stage.Pipeline, setting);
            return new Measurement
            {
                Report = report with
                {
                    StagesMs = new Dictionary<string, Percentiles>(report.StagesMs) { ["overlay"] = Run.Drawn.OverlayMs },
                    AgeMs = Stage.Age.Summarize(frames.Log),
                    DrawnAgeMs = Run.Drawn.AgeMs,
                    Source = source,
                    FramesCaptured = frames.Captured,
                    FramesDropped = frames.Dropped,
                    RealTime = Run.RealTime,
                    Sustainable = load.Sustainable,
                    Load = load.Runs,
                    // The recorder counts the drawing thread.
                    Conditions = setting.Conditions with { Disturbance = setting.Conditions.Disturbance with { InvoluntarySwitches = frames.InvoluntarySwitches } },
                },
                Log = frames.Log,
                Stages = Stage.Pipeline,
                Collections = frames.Gc.Marks,
                Machine = machine,
            };
        }
    }
}

using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>The scenario pipeline: one configuration or several in turn on a source, then the same at the rate that the machine sustains and at twice that.</summary>
internal static class PipelineBench
{
    /// <summary>As reports call it.</summary>
    public const string Name = "pipeline";

    /// <summary>What is looked at unless told otherwise: its rate is fixed, and it needs no device.</summary>
    public const string DefaultSource = "demo:fashion?fps=30";

    private const int PartOfTheTime = 6; // a run at another rate, and that of the null model, takes this part of the whole
    private static readonly TimeSpan shortestPart = TimeSpan.FromSeconds(0.3);

    /// <summary>Measures every configuration.</summary>
    /// <exception cref="UserException">A configuration or the source does not work on this machine.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyList<Measurement> Run(IReadOnlyList<BenchCase> cases, string source, BenchLimits limits, CancellationToken stop)
    {
        OpenCvSharp.Cv2.SetNumThreads(1); // as live does: the cores belong to the network
        TimeSpan duration = limits.Duration / PartOfTheTime;
        BenchLimits shorter = new(1, duration < shortestPart ? shortestPart : duration);
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
            DateTimeOffset started = DateTimeOffset.Now;
            using ConditionsRecorder recorder = new(withGpu: prepared.Any(each => each.Classifier.ExecutionProvider != "cpu"));
            string name = MeasureInTurn([.. prepared.Select(each => each.Run)], source, limits, stop);
            Setting setting = new(started, host, recorder.Finish());
            MachineSample[] machine = [.. recorder.Samples];
            return [.. prepared.Select(each => each.Finish(name, setting, machine, Load(each, source, shorter, stop)))];
        }
        finally
        {
            foreach (Prepared each in prepared)
            {
                each.Classifier.Dispose();
            }
        }
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

    /// <summary>Finds the sustainable rate by asking for more than is possible, then measures it and twice it. Only the demo camera's rate is ours to choose.</summary>
    private static IReadOnlyList<LoadReport> Load(Prepared prepared, string source, BenchLimits shorter, CancellationToken stop)
    {
        if (!DemoRate.Applies(source))
        {
            return [];
        }

        LoadReport most = LoadAt(prepared, source, factor: 0, DemoRate.Most, shorter, stop);
        return [LoadAt(prepared, source, 1, most.Fps, shorter, stop), LoadAt(prepared, source, 2, 2 * most.Fps, shorter, stop)];
    }

    private static LoadReport LoadAt(Prepared prepared, string source, double factor, double rate, BenchLimits shorter, CancellationToken stop)
    {
        double asked = Math.Clamp(rate, 1, DemoRate.Most);
        PipelineRun run = new(prepared.Case.Bundle, prepared.Classifier, shorter);
        run.Measure(DemoRate.Of(source, asked), shorter, stop);
        FrameRecorder frames = run.Frames;
        double[] ages = Stage.Age.Times(frames.Log);
        int half = ages.Length / 2;
        double seconds = Math.Max(frames.Measured.TotalSeconds, 1e-9);
        return new LoadReport
        {
            Factor = factor,
            AskedFps = asked,
            CapturedFps = frames.Captured / seconds,
            Fps = frames.Log.Count / seconds,
            DroppedShare = frames.Captured > 0 ? (double)frames.Dropped / frames.Captured : 0,
            AgeFirstHalfP50 = Percentiles.Of(ages.AsSpan(0, half).ToArray()).P50,
            AgeSecondHalfP50 = Percentiles.Of(ages.AsSpan(half).ToArray()).P50,
            AgeMs = Percentiles.Of(ages),
        };
    }

    private sealed record Prepared(BenchCase Case, OnnxClassifier Classifier, PipelineRun Run, Percentiles Nothing)
    {
        public Measurement Finish(string source, Setting setting, IReadOnlyList<MachineSample> machine, IReadOnlyList<LoadReport> load)
        {
            FrameRecorder frames = Run.Frames;
            Tally tally = new(frames.WarmedUp, Nothing, frames.Measured.TotalSeconds, Run.AllocatedBytesPerFrame, frames.Gc.Sum);
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
                    Load = load,
                },
                Log = frames.Log,
                Stages = Stage.Pipeline,
                Collections = frames.Gc.Marks,
                Machine = machine,
                Drawings = Run.Drawn.Drawings,
            };
        }
    }
}

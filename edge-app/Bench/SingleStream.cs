using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>
/// MLPerf's scenario SingleStream on one dedicated thread. A model that does nothing goes first, through the same code.
/// Several configurations take turns (A B A B), so that a machine that warms up or is disturbed does so to all of them.
/// </summary>
internal static class SingleStream
{
    /// <summary>As reports call it.</summary>
    public const string Name = "single-stream";

    private const int Rounds = 5;
    private const int QueriesAfterAChange = 8; // another model was in the caches; these do not count
    private static readonly BenchLimits nullLimits = new(1024, TimeSpan.FromSeconds(1));

    /// <summary>Measures every configuration.</summary>
    /// <exception cref="UserException">A configuration does not run on this machine.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyList<Measurement> Run(IReadOnlyList<BenchCase> cases, BenchLimits limits, CancellationToken stop)
    {
        List<Measurement> done = [];
        WorkerThread thread = new("bench", () => done = MeasureAll(cases, limits, stop), ended: () => { });
        thread.Join();
        thread.ThrowIfFailed();
        return done;
    }

    private static List<Measurement> MeasureAll(IReadOnlyList<BenchCase> cases, BenchLimits limits, CancellationToken stop)
    {
        HostInfo host = HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly);
        List<Prepared> prepared = [];
        try
        {
            foreach (BenchCase configuration in cases)
            {
                prepared.Add(Prepare(configuration, limits, stop));
            }

            DateTimeOffset started = DateTimeOffset.Now;
            int rounds = cases.Count == 1 ? 1 : Rounds;
            for (int round = 0; round < rounds; round++)
            {
                foreach (Prepared next in prepared)
                {
                    if (cases.Count > 1)
                    {
                        next.Run.Recall(QueriesAfterAChange);
                    }

                    next.Run.Measure(limits.DividedBy(rounds), stop);
                }
            }

            stop.ThrowIfCancellationRequested();
            return [.. prepared.Select(each => new Measurement(Report(each, started, host), each.Run))];
        }
        finally
        {
            foreach (Prepared each in prepared)
            {
                each.Classifier.Dispose();
            }
        }
    }

    private static Prepared Prepare(BenchCase configuration, BenchLimits limits, CancellationToken stop)
    {
        Percentiles nothing = MeasureNothing(configuration, limits, stop);
        OnnxClassifier classifier = OnnxClassifier.Load(configuration.Bundle, configuration.Classifier);
        StreamRun run = new(classifier);
        run.WarmUp(limits, stop);
        return new Prepared(configuration, classifier, run, nothing);
    }

    private static Percentiles MeasureNothing(BenchCase configuration, BenchLimits limits, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edgeresnet-null-");
        try
        {
            string path = Path.Combine(folder.FullName, "null.onnx");
            NullModel.Write(path, configuration.Bundle);
            using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(path), configuration.Classifier with { Precision = ModelBundle.DefaultPrecision });
            StreamRun run = new(classifier);
            BenchLimits shorter = limits.Duration < nullLimits.Duration ? limits : nullLimits;
            run.WarmUp(shorter, stop);
            run.Measure(shorter, stop);
            return Stage.Whole.Summarize(run.Log);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchReport Report(Prepared done, DateTimeOffset started, HostInfo host)
    {
        StreamRun run = done.Run;
        double seconds = run.Measured.TotalSeconds;
        string reason = Validity.Reason(run.Log.Count, seconds, run.WarmedUp.Steady);
        return new BenchReport
        {
            Scenario = Name,
            Valid = reason.Length == 0,
            Reason = reason,
            Model = done.Case.Bundle.Name,
            Sha256 = done.Case.Bundle.ModelFile(done.Classifier.Precision).Sha256,
            Precision = done.Classifier.Precision,
            Ep = done.Classifier.ExecutionProvider,
            EpReason = done.Classifier.ProviderReason,
            Threads = done.Case.Classifier.Threads ?? ProcessorTopology.PhysicalCores(),
            ThreadsAsked = done.Case.Classifier.Threads is not null,
            Spinning = done.Classifier.Spinning,
            Queries = run.Log.Count,
            Seconds = seconds,
            Qps = run.Log.Count / seconds,
            LatencyMs = Stage.Whole.Summarize(run.Log),
            StagesMs = Stage.SingleStream.ToDictionary(stage => stage.Name, stage => stage.Summarize(run.Log)),
            NullMs = done.Nothing,
            AllocatedBytesPerQuery = run.AllocatedBytesPerQuery,
            Gc = run.Gc,
            WarmUp = run.WarmedUp,
            Started = started,
            Host = host,
        };
    }

    private sealed record Prepared(BenchCase Case, OnnxClassifier Classifier, StreamRun Run, Percentiles Nothing);
}

/// <summary>A report and the queries behind it.</summary>
internal sealed record Measurement(BenchReport Report, StreamRun Run);

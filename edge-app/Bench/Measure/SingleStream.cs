using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// MLPerf's SingleStream scenario on one dedicated thread. A model that does nothing runs first, through the same code.
/// Configurations take turns (A B A B), so that warming or disturbance of the machine affects all of them.
/// </summary>
internal static class SingleStream
{
    /// <summary>Name in reports.</summary>
    public const string Name = "single-stream";

    private const int QueriesAfterAChange = 8; // uncounted, since another model was in the caches
    private static readonly string[] allocatingThreads = ["measuring"];
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
        List<Prepared> prepared = [];
        try
        {
            HostInfo host = BenchCase.CollectHost();
            Rehearse();
            foreach (BenchCase configuration in cases)
            {
                prepared.Add(Prepare(configuration, limits, stop));
            }

            DateTimeOffset started = TimeProvider.System.GetLocalNow();
            using ConditionsRecorder recorder = new(withGpu: prepared.Any(each => each.Classifier.ExecutionProvider != "cpu"));
            MeasureInTurn([.. prepared.Select(each => each.Run)], limits, stop);
            Setting setting = new(started, host, recorder.Finish());
            stop.ThrowIfCancellationRequested();
            MachineSample[] machine = [.. recorder.Samples];
            return [.. prepared.Select(each => each.Finish(setting, machine))];
        }
        finally
        {
            foreach (Prepared each in prepared)
            {
                each.Classifier.Dispose();
            }
        }
    }

    /// <summary>Runs what watches the machine once before the warm-up, so that its code is compiled before queries count.</summary>
    private static void Rehearse()
    {
        using ConditionsRecorder recorder = new(withGpu: false);
        recorder.Finish();
    }

    private static void MeasureInTurn(StreamRun[] runs, BenchLimits limits, CancellationToken stop)
    {
        int rounds = limits.RoundsFor(runs.Length);
        BenchLimits part = limits.DividedBy(rounds);
        for (int round = 0; round < rounds; round++)
        {
            foreach (StreamRun run in runs)
            {
                run.Recall(runs.Length == 1 ? 0 : QueriesAfterAChange);
                run.Measure(part, stop);
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

    private static Percentiles MeasureNothing(BenchCase configuration, BenchLimits limits, CancellationToken stop) => configuration.WithNothing(classifier =>
    {
        StreamRun run = new(classifier);
        BenchLimits shorter = limits.Duration < nullLimits.Duration ? limits : nullLimits;
        run.WarmUp(shorter, stop);
        run.Measure(shorter, stop);
        return Stage.Latency.Summarize(run.Log);
    });

    private sealed record Prepared(BenchCase Case, OnnxClassifier Classifier, StreamRun Run, Percentiles Nothing)
    {
        public Measurement Finish(Setting setting, IReadOnlyList<MachineSample> machine)
        {
            Tally tally = new(Run.WarmedUp, Nothing, Run.Measured.TotalSeconds, Run.AllocatedBytesPerQuery, allocatingThreads, Run.Gc.Sum);
            return new Measurement
            {
                Report = tally.Report(Name, Case, Classifier, Run.Log, Stage.SingleStream, setting),
                Log = Run.Log,
                Stages = Stage.SingleStream,
                Collections = Run.Gc.Marks,
                Machine = machine,
            };
        }
    }
}

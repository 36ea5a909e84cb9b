using System.Diagnostics;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// One configuration in the scenario single-stream: the next query begins when the last one has ended. A query is
/// <see cref="OnnxClassifier.Run"/> on pixels that lie in its input buffer, until the logits lie in its output buffer: with an
/// accelerator the way there and back is in it. Cropping, resizing and decoding a picture, softmax and everything else that an
/// application does is not; the scenario pipeline measures that. Everything here runs on one thread, the caller's.
/// </summary>
internal sealed class StreamRun
{
    private readonly OnnxClassifier classifier;
    private readonly SteadyState steady = new();
    private long ticks;
    private long allocated;

    /// <summary>A run of <paramref name="classifier"/>, which stays with the caller; its picture is noise, the same each time.</summary>
    public StreamRun(OnnxClassifier classifier)
    {
        this.classifier = classifier;
        new Random(1).NextBytes(classifier.InputBuffer);
    }

    /// <summary>Every query that counts.</summary>
    public QueryLog Log { get; private set; } = new(0);

    /// <summary>What went before.</summary>
    public WarmUpReport WarmedUp { get; private set; } = new(0, 0, Steady: false);

    /// <summary>Collections while measuring.</summary>
    public GcCounter Gc { get; } = new();

    /// <summary>How long the rounds took.</summary>
    public TimeSpan Measured => Stopwatch.GetElapsedTime(0, ticks);

    /// <summary>What a query costs on the managed heap.</summary>
    public double AllocatedBytesPerQuery => Log.Count == 0 ? 0 : (double)allocated / Log.Count;

    /// <summary>Queries that do not count, until their times are steady or the limit of the warm-up has passed; then makes room for those that do.</summary>
    public void WarmUp(BenchLimits limits, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        while (!steady.IsSteady && (Stopwatch.GetElapsedTime(start) < limits.WarmUp || steady.Windows < SteadyState.WindowsCompared) && !stop.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            classifier.Run();
            steady.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        WarmedUp = new WarmUpReport(steady.Count, took.TotalSeconds, steady.IsSteady);
        double expected = limits.Duration.TotalSeconds * steady.Count / Math.Max(took.TotalSeconds, 1e-6);
        Log = new QueryLog((int)Math.Min(Math.Max(limits.Queries, 1.5 * expected), 1 << 24));
    }

    /// <summary>Some queries that do not count, after something else ran.</summary>
    public void Recall(int queries)
    {
        for (int i = 0; i < queries; i++)
        {
            classifier.Run();
        }
    }

    /// <summary>Measures, until both limits are reached.</summary>
    public void Measure(BenchLimits limits, CancellationToken stop)
    {
        Gc.Begin();
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        int last = Log.Count + limits.Queries;
        long start = Stopwatch.GetTimestamp();
        long deadline = start + (long)(limits.Duration.TotalSeconds * Stopwatch.Frequency);
        long ended = start;
        while ((Log.Count < last || ended < deadline) && !stop.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            classifier.Upload();
            long uploaded = Stopwatch.GetTimestamp();
            classifier.Compute();
            long computed = Stopwatch.GetTimestamp();
            classifier.Download();
            ended = Stopwatch.GetTimestamp();
            Log.Add(new Query(began, began, began, uploaded, computed, ended, ended));
            Gc.Look(ended);
        }

        ticks += ended - start;
        allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        Gc.End();
    }
}

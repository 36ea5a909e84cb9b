using System.Diagnostics;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// Measures one configuration in the single-stream scenario: the next query starts when the last ends. A query is
/// <see cref="OnnxClassifier.Run"/>, from pixels in its input buffer to logits in its output buffer, including copies to and
/// from an accelerator. Decoding, preprocessing and softmax are excluded; the pipeline scenario includes them. Runs on the
/// caller's thread.
/// </summary>
internal sealed class StreamRun
{
    private readonly OnnxClassifier classifier;
    private readonly SteadyState steady = new();
    private long ticks;
    private long allocated;

    /// <summary>A run of <paramref name="classifier"/>, which the caller owns, on a fixed noise picture.</summary>
    public StreamRun(OnnxClassifier classifier)
    {
        this.classifier = classifier;
        new Random(1).NextBytes(classifier.InputBuffer);
    }

    /// <summary>All counted queries.</summary>
    public QueryLog Log { get; private set; } = new(0);

    /// <summary>The warm-up.</summary>
    public WarmUpReport WarmedUp { get; private set; } = new(0, 0, Steady: false);

    /// <summary>Garbage collections during the measurement.</summary>
    public GcCounter Gc { get; } = new();

    /// <summary>Duration of the rounds.</summary>
    public TimeSpan Measured => Stopwatch.GetElapsedTime(0, ticks);

    /// <summary>Managed bytes for each query.</summary>
    public double AllocatedBytesPerQuery => Log.Count == 0 ? 0 : (double)allocated / Log.Count;

    /// <summary>Runs uncounted queries until their times are steady or the limit is reached, then reserves room for the counted ones.</summary>
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

    /// <summary>Runs some uncounted queries after another configuration's turn.</summary>
    public void Recall(int queries)
    {
        for (int i = 0; i < queries; i++)
        {
            classifier.Run();
        }
    }

    /// <summary>Measures until both limits are reached.</summary>
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

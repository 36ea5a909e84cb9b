using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Records the times of every classified frame, over one or more rounds, and ends the pipeline when the limits are reached. Runs on the inference thread without allocating.</summary>
internal sealed class FrameRecorder : IResultSink
{
    private readonly BenchLimits warmUp;
    private readonly SteadyState steady = new();
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private BenchLimits part = new(0, TimeSpan.Zero);
    private PipelineControls? controls;
    private PipelineCounters? counters;
    private long skip;
    private long roundStart;
    private int roundFirst;
    private long capturedBefore;
    private long droppedBefore;
    private long switchesBefore;
    private long switches; // after the last frame, since a round may end on another thread

    /// <summary>Prepares the recorder; <paramref name="limits"/> also bound the warm-up before the first round.</summary>
    public FrameRecorder(BenchLimits limits)
    {
        warmUp = limits;
        Log = new QueryLog(limits.Queries);
    }

    public SinkStatus Status { get; } = new("bench");

    public ISinkWorker? Worker => null;

    /// <summary>All counted frames.</summary>
    public QueryLog Log { get; }

    /// <summary>Garbage collections during the measurement.</summary>
    public GcCounter Gc { get; } = new();

    /// <summary>The warm-up.</summary>
    public WarmUpReport WarmedUp { get; private set; } = new(0, 0, Steady: false);

    /// <summary>Frames that the source delivered during the measurement.</summary>
    public long Captured { get; private set; }

    /// <summary>Of these, frames replaced before they were classified.</summary>
    public long Dropped { get; private set; }

    /// <summary>How often the inference thread was preempted during the measurement.</summary>
    public long InvoluntarySwitches { get; private set; }

    /// <summary>Duration of the measurement.</summary>
    public TimeSpan Measured { get; private set; }

    /// <summary>Whether frames count now; read by the render loop.</summary>
    public bool Recording => Volatile.Read(ref roundStart) != 0;

    /// <summary>Called before a pipeline runs. The first round warms up; later ones skip <paramref name="framesAfterAChange"/> frames.</summary>
    public void BeginRound(BenchLimits round, int framesAfterAChange, PipelineControls ending, PipelineCounters counting)
    {
        (part, controls, counters) = (round, ending, counting);
        skip = WarmedUp.Queries == 0 ? long.MaxValue : framesAfterAChange;
        Volatile.Write(ref roundStart, 0);
        clock.Restart();
    }

    /// <summary>Called after a pipeline has run.</summary>
    public void EndRound()
    {
        if (Recording)
        {
            Finish();
        }
    }

    public void Publish(FrameResult result)
    {
        if (result.State == ResultState.Lost)
        {
            return;
        }

        Status.CountDelivered();
        Query frame = Times(result);
        if (Recording)
        {
            Log.Add(frame);
            Gc.Look(frame.End);
            switches = ThreadSwitches.OfThisThread();
            if (Log.Count - roundFirst >= part.Queries && Stopwatch.GetElapsedTime(roundStart, frame.End) >= part.Duration)
            {
                Finish();
                controls!.Quit();
            }
        }
        else if (controls!.Quitting.IsCancellationRequested)
        {
            return; // frames after the last counted one
        }
        else if (skip == long.MaxValue ? WarmUp(frame) : --skip <= 0)
        {
            Begin(frame.End);
        }
    }

    public void Dispose()
    {
    }

    private static Query Times(FrameResult result)
    {
        FrameTimes times = result.Times;
        return new Query(times.Captured, times.Taken, times.Prepared, times.Uploaded, times.Computed, times.Returned, times.Finished);
    }

    /// <returns>True when it is over.</returns>
    private bool WarmUp(Query frame)
    {
        steady.Add(Stopwatch.GetElapsedTime(frame.Taken, frame.End).TotalMilliseconds);
        if (!steady.IsSteady && clock.Elapsed < warmUp.WarmUp)
        {
            return false;
        }

        WarmedUp = new WarmUpReport(steady.Count, clock.Elapsed.TotalSeconds, steady.IsSteady);
        return true;
    }

    private void Begin(long moment)
    {
        roundFirst = Log.Count;
        capturedBefore = counters!.Captured;
        droppedBefore = counters.Dropped;
        switches = switchesBefore = ThreadSwitches.OfThisThread();
        Gc.Begin();
        Volatile.Write(ref roundStart, moment);
    }

    private void Finish()
    {
        Measured += Log.Count > roundFirst ? Stopwatch.GetElapsedTime(roundStart, Log[Log.Count - 1].End) : TimeSpan.Zero;
        Captured += counters!.Captured - capturedBefore;
        Dropped += counters.Dropped - droppedBefore;
        InvoluntarySwitches += switches - switchesBefore;
        Gc.End();
        Volatile.Write(ref roundStart, 0);
    }
}

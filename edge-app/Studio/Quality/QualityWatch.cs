using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>Measures the newest pictures of an album on a thread that gives way to the pipeline. Newer pictures end a measurement of older ones. Safe from any thread.</summary>
internal sealed class QualityWatch : IDisposable
{
    private readonly Lock gate = new();
    private readonly QuietScheduler thread = new("quality");
    private CancellationTokenSource newest = new();
    private QualityState state = new(IsComputing: false, Report: null, Problem: null);

    /// <summary>The newest report, and whether a newer one is on its way.</summary>
    public QualityState State => Volatile.Read(ref state);

    /// <summary>Called on any thread after each change of <see cref="State"/>.</summary>
    public event Action? Changed;

    /// <summary>Begins to measure these pictures instead of older ones.</summary>
    public void Measure(JudgedPictures pictures)
    {
        CancellationToken stop;
        lock (gate)
        {
            newest.Cancel();
            newest.Dispose();
            newest = new CancellationTokenSource();
            stop = newest.Token;
            state = state with { IsComputing = true };
        }

        Changed?.Invoke();
        thread.Run(() => Run(pictures, stop), stop);
    }

    public void Dispose()
    {
        lock (gate)
        {
            newest.Cancel();
        }

        thread.Dispose();
        newest.Dispose();
    }

    private void Run(JudgedPictures pictures, CancellationToken stop)
    {
        try
        {
            foreach (QualityReport report in QualityMeasurement.Steps(pictures, stop))
            {
                Publish(new QualityState(IsComputing: true, report, Problem: null), stop);
            }

            Publish(State with { IsComputing = false }, stop);
        }
        catch (OperationCanceledException)
        {
            // newer pictures wait
        }
#pragma warning disable CA1031 // not swallowed: the state shows it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Publish(State with { IsComputing = false, Problem = $"the quality could not be measured: {e.Message}" }, stop);
        }
    }

    private void Publish(QualityState next, CancellationToken stop)
    {
        lock (gate)
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            state = next;
        }

        Changed?.Invoke();
    }
}

/// <summary>State of the measurement.</summary>
/// <param name="IsComputing">Whether newer pictures are being measured.</param>
/// <param name="Report">The newest complete report; null before the first.</param>
/// <param name="Problem">Why the newest measurement failed; null if it did not.</param>
internal sealed record QualityState(bool IsComputing, QualityReport? Report, string? Problem);

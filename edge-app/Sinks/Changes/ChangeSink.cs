using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>Sends changes to a target, one at a time. A failed change is retried with growing pauses, a limited number of times. A full queue loses its oldest change. Owns the target.</summary>
internal sealed class ChangeSink : IResultSink
{
    private const int Capacity = 64;
    private static readonly TimeSpan firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(8);
    private readonly IChangeTarget target;
    private readonly string source;
    private readonly ChangeDetector detector = new();
    private readonly SinkWorker<FrameResult> worker;

    /// <summary>Starts the thread.</summary>
    /// <param name="target">Receives the changes.</param>
    /// <param name="source">The source, without credentials.</param>
    public ChangeSink(IChangeTarget target, string source)
    {
        this.target = target;
        this.source = source;
        Status = new SinkStatus(target.Name);
        worker = new(new(Status, Capacity, WhenFull.DropOldest, static () => new FrameResult(), static (from, to) => from.CopyTo(to)), Deliver)
        {
            Attempt = target.Limit,
            End = target.Dispose,
        };
        worker.Start();
    }

    public SinkStatus Status { get; }

    public ISinkWorker Worker => worker;

    public void Publish(FrameResult result)
    {
        if (detector.Update(result))
        {
            worker.Add(result);
        }
    }

    public void Dispose() => worker.Dispose();

    private Outcome Deliver(FrameResult result)
    {
        Change change = Change.Of(result, source);
        Backoff pauses = new(firstPause, longestPause);
        for (int attempt = 1; !worker.Abandoned.IsCancellationRequested; attempt++)
        {
            if (target.Deliver(change, worker.Abandoned) is not DeliveryFailure failure)
            {
                return Outcome.Delivered;
            }

            Status.Fail(failure.Reason);
            if (!failure.MayPass || attempt == target.Attempts)
            {
                break;
            }

            worker.Pause(pauses.Next());
        }

        return Outcome.Lost;
    }
}

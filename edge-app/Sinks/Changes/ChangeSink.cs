
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Events;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>
/// Tells a target of each change, one after the other, on a thread of its own. Changes wait in a bounded queue, whose oldest is lost
/// and counted when it is full; one that does not arrive is tried again with growing pauses, a bounded number of times. Owns the target.
/// </summary>
internal sealed class ChangeSink : IResultSink
{
    private const int Capacity = 64;
    private static readonly TimeSpan firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan killPatience = TimeSpan.FromSeconds(0.3);
    private readonly IChangeTarget target;
    private readonly EventOrigin origin;
    private readonly ChangeDetector detector = new();
    private readonly ResultQueue queue;
    private readonly CancellationTokenSource abandoned = new();
    private readonly Thread thread;

    /// <summary>Starts the thread.</summary>
    public ChangeSink(IChangeTarget target, EventOrigin origin)
    {
        this.target = target;
        this.origin = origin;
        queue = new ResultQueue(origin.TopK, Capacity);
        Status = new SinkStatus(target.Name);
        thread = SinkThread.Start(target.Name, Run);
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; }

    /// <inheritdoc/>
    public void Publish(FrameResult result)
    {
        if (detector.Update(result) && !queue.Add(result))
        {
            Status.CountLost();
        }
    }

    /// <inheritdoc/>
    public void Complete() => queue.Complete();

    /// <inheritdoc/>
    public void Finish(Patience patience)
    {
        if (!queue.Drain(patience, thread, Status, target.Limit))
        {
            abandoned.Cancel();
            thread.Join(killPatience);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        abandoned.Cancel();
        if (thread.Join(killPatience))
        {
            target.Dispose();
            abandoned.Dispose();
        }
    }

    private void Run()
    {
        FrameResult result = new(origin.TopK);
        while (!abandoned.IsCancellationRequested && queue.Take(result))
        {
            try
            {
                Deliver(Change.Of(result, origin));
            }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
            catch (Exception error)
#pragma warning restore CA1031
            {
                Status.CountLost(queue.Settle());
                Status.Fail(error.Message);
            }
        }
    }

    private void Deliver(Change change)
    {
        Backoff pauses = new(firstPause, longestPause);
        for (int attempt = 1; !abandoned.IsCancellationRequested; attempt++)
        {
            DeliveryFailure? failure = target.Deliver(change, abandoned.Token);
            if (failure is null)
            {
                Status.CountDelivered(queue.Settle());
                Status.Mended();
                return;
            }

            Status.Fail(failure.Reason);
            if (!failure.MayPass || attempt == target.Attempts)
            {
                Status.CountLost(queue.Settle());
                return;
            }

            abandoned.Token.WaitHandle.WaitOne(pauses.Next());
        }
    }
}

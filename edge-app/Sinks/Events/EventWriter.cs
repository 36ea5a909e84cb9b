using System.Buffers;
using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>
/// Writes a JSON line for every result and retries after failures. A full queue loses its oldest result. With a file as source,
/// the inference thread waits for room instead, unless the target is stuck. Owns line and target.
/// </summary>
internal sealed class EventWriter : IResultSink
{
    private const int LinesAtOnce = 64;
    private readonly IEventTarget target;
    private readonly EventLine line;
    private readonly ArrayBufferWriter<byte> lines = new(LinesAtOnce * 1024);
    private readonly SinkWorker<FrameResult> worker;

    /// <summary>Starts the thread.</summary>
    /// <param name="target">Receives the lines.</param>
    /// <param name="line">Formats the lines.</param>
    /// <param name="waitsWhenFull">True for files: keeps every event, and waits if needed.</param>
    /// <param name="capacity">Most results that may wait.</param>
    public EventWriter(IEventTarget target, EventLine line, bool waitsWhenFull, int capacity = 4096)
    {
        this.target = target;
        this.line = line;
        worker = new(new(Status, capacity, WhenFull.DropOldest, static () => new FrameResult(), static (from, to) => from.CopyTo(to)) { WaitsForRoom = waitsWhenFull, Stuck = "the reader takes no data" }, Deliver)
        {
            Attempt = SinkLimits.Attempt,
            End = Close,
        };
        worker.Start();
    }

    public SinkStatus Status { get; } = new("events");

    public ISinkWorker Worker => worker;

    public void Publish(FrameResult result) => worker.Add(result);

    public void Dispose() => worker.Dispose();

    /// <summary>Writes the lines of a result and of those waiting behind it, with retries.</summary>
    private Outcome Deliver(FrameResult result)
    {
        lines.ResetWrittenCount();
        lines.Write(line.Format(result));
        for (int count = 1; count < LinesAtOnce && worker.TryTake(out FrameResult next); count++)
        {
            lines.Write(line.Format(next));
        }

        while (!worker.Abandoned.IsCancellationRequested)
        {
            try
            {
                target.Write(lines.WrittenSpan);
                return Outcome.Delivered;
            }
            catch (IOException e)
            {
                Status.Fail($"cannot be written ({e.Message})");
                worker.Pause(SinkLimits.EventRetry);
            }
        }

        return Outcome.Lost;
    }

    private void Close()
    {
        line.Dispose();
        target.Dispose();
    }
}

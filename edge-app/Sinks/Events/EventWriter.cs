using System.Buffers;
using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>
/// Writes a JSON line for every result, on a thread of its own. What cannot be written waits and is tried again; beyond the bound of
/// the queue the oldest result is lost and counted. With a file as the source the inference thread waits for room, so that nothing
/// is lost, unless the target takes nothing at all. Owns line and target.
/// </summary>
internal sealed class EventWriter : IResultSink
{
    private const int LinesAtOnce = 64;
    private static readonly TimeSpan writePatience = TimeSpan.FromSeconds(5); // a disk that wakes up takes less
    private static readonly TimeSpan retryEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan endPatience = TimeSpan.FromSeconds(0.3); // once it was given up
    private readonly ResultQueue queue;
    private readonly bool waitsWhenFull;
    private readonly IEventTarget target;
    private readonly EventLine line;
    private readonly ArrayBufferWriter<byte> lines = new(LinesAtOnce * 1024);
    private readonly ManualResetEventSlim abandoned = new();
    private readonly CancellationTokenRegistration stopping;
    private readonly Thread thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="target">Where lines go.</param>
    /// <param name="line">Makes the lines.</param>
    /// <param name="waitsWhenFull">True to keep every event, at the price of time: for files.</param>
    /// <param name="capacity">Results that may wait.</param>
    /// <param name="stop">Ends all waiting of <see cref="Publish"/>.</param>
    public EventWriter(IEventTarget target, EventLine line, bool waitsWhenFull, int capacity = 4096, CancellationToken stop = default)
    {
        this.target = target;
        this.line = line;
        this.waitsWhenFull = waitsWhenFull;
        queue = new ResultQueue(line.Origin.TopK, capacity);
        stopping = stop.Register(queue.Hurry);
        thread = SinkThread.Start("events", Run);
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("events");

    /// <inheritdoc/>
    public void Publish(FrameResult result)
    {
        if (waitsWhenFull && Status.Problem is null && !queue.WaitForRoom(writePatience))
        {
            Status.Fail("nobody takes what is written");
        }

        if (!queue.Add(result))
        {
            Status.CountLost();
        }
    }

    /// <inheritdoc/>
    public void Complete() => queue.Complete();

    /// <inheritdoc/>
    public void Finish(Patience patience)
    {
        if (!queue.Drain(patience, thread, Status, writePatience))
        {
            abandoned.Set();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        abandoned.Set();
        stopping.Dispose();
        if (thread.Join(endPatience)) // else it hangs in a call of the system and ends with the process
        {
            line.Dispose();
            target.Dispose();
            abandoned.Dispose();
        }
    }

    private void Run()
    {
        FrameResult result = new(line.Origin.TopK);
        int count = 0; // of lines in hand
        while (queue.Take(result))
        {
            try
            {
                lines.Write(line.Format(result));
                if (++count == LinesAtOnce || queue.Count == 0)
                {
                    Deliver();
                    count = 0;
                }
            }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
            catch (Exception error)
#pragma warning restore CA1031
            {
                Status.CountLost(queue.Settle());
                Status.Fail(error.Message);
                lines.ResetWrittenCount();
                count = 0;
            }
        }
    }

    /// <summary>Writes the lines in hand, however often that needs to be tried.</summary>
    private void Deliver()
    {
        while (!abandoned.IsSet)
        {
            try
            {
                target.Write(lines.WrittenSpan);
                Status.CountDelivered(queue.Settle());
                Status.Mended();
                lines.ResetWrittenCount();
                return;
            }
            catch (IOException e)
            {
                Status.Fail($"cannot be written ({e.Message})");
                abandoned.Wait(retryEvery);
            }
        }
    }
}

using System.Collections.Concurrent;
using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Sinks;

/// <summary>A worker of numbers, whose deliveries wait while its gate is closed.</summary>
internal sealed class GatedSink : IDisposable
{
    private readonly ManualResetEventSlim gate = new(initialState: true);

    public GatedSink(WhenFull whenFull, int capacity, Func<int, Outcome>? deliver = null, bool waits = false)
    {
        Worker = new(
            new(Status, capacity, whenFull) { WaitsForRoom = waits, Release = Released.Enqueue },
            number =>
            {
                Entered.Release();
                gate.Wait();
                Delivered.Enqueue(number);
                return deliver?.Invoke(number) ?? Outcome.Delivered;
            })
        {
            End = () => Ended = true,
        };
    }

    public SinkStatus Status { get; } = new("gated");

    public SinkWorker<int> Worker { get; }

    /// <summary>The records given for delivery, in order.</summary>
    public ConcurrentQueue<int> Delivered { get; } = [];

    public ConcurrentQueue<int> Released { get; } = [];

    /// <summary>Released once per started delivery.</summary>
    public SemaphoreSlim Entered { get; } = new(0);

    public bool Ended { get; private set; }

    /// <summary>Closes the gate and has <paramref name="number"/> wait behind it.</summary>
    public void Hold(int number)
    {
        gate.Reset();
        Worker.Add(number);
        Worker.Start();
        Entered.Wait(TestContext.Current.CancellationToken);
    }

    public void Open() => gate.Set();

    public void Finish()
    {
        Open();
        Worker.Finish(TimeSpan.FromMinutes(1));
    }

    public void Dispose()
    {
        Open();
        Worker.Dispose();
    }
}

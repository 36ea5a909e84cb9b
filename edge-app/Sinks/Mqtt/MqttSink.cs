using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.EdgeApp.Sinks.Events;
using MQTTnet;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>
/// Tells an MQTT broker: changes, retained, on <c>TOPIC/state</c>, every event on <c>TOPIC/events</c>, and on <c>TOPIC/availability</c>
/// whether this program is there, which the broker itself takes back when it is not. Without a broker, the newest state and up to
/// a bound the newest events wait for it; older events are lost and counted. All messages are confirmed by the broker (QoS 1): one whose confirmation is lost is sent again.
/// </summary>
internal sealed class MqttSink : IResultSink
{
    private const int Capacity = 4096;
    private const int EventsAtOnce = 32;
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(250); // whether there is still a broker
    private static readonly TimeSpan endPatience = TimeSpan.FromSeconds(0.3);
    private readonly MqttSettings settings;
    private readonly EventOrigin origin;
    private readonly Action<string> say;
    private readonly BrokerConnection broker;
    private readonly EventLine line;
    private readonly ResultQueue events;
    private readonly ChangeDetector detector = new();
    private readonly FrameResult newest; // the state to be told
    private readonly object gate = new();
    private readonly List<MqttApplicationMessage> batch = new(EventsAtOnce); // taken from the queue and not yet confirmed
    private readonly CancellationTokenSource abandoned = new();
    private readonly CancellationTokenSource completing = new();
    private readonly Thread thread;
    private MqttApplicationMessage? state;
    private bool changed;

    /// <summary>Starts the thread, which connects.</summary>
    /// <param name="settings">Which broker.</param>
    /// <param name="origin">Where events come from.</param>
    /// <param name="say">Is told, for people, when the broker is away and when it is back; throws nothing and waits for nobody.</param>
    /// <param name="capacity">Events that may wait.</param>
    public MqttSink(MqttSettings settings, EventOrigin origin, Action<string> say, int capacity = Capacity)
    {
        this.settings = settings;
        this.origin = origin;
        this.say = say;
        broker = new BrokerConnection(settings);
        line = new EventLine(origin);
        events = new ResultQueue(origin.TopK, capacity);
        newest = new FrameResult(origin.TopK);
        thread = SinkThread.Start("mqtt", Run);
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("mqtt");

    /// <inheritdoc/>
    public void Publish(FrameResult result)
    {
        if (detector.Update(result))
        {
            lock (gate)
            {
                result.CopyTo(newest);
                changed = true;
            }
        }

        if (!events.Add(result))
        {
            Status.CountLost();
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        events.Complete();
        completing.Cancel();
    }

    /// <inheritdoc/>
    public void Finish(Patience patience)
    {
        if (!events.Drain(patience, thread, Status, BrokerConnection.Timeout))
        {
            abandoned.Cancel();
            thread.Join(endPatience);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complete();
        abandoned.Cancel();
        if (thread.Join(endPatience))
        {
            broker.Dispose();
            line.Dispose();
            abandoned.Dispose();
            completing.Dispose();
        }
    }

    private void Run()
    {
        Backoff pauses = new();
        FrameResult result = new(origin.TopK);
        while (!abandoned.IsCancellationRequested)
        {
            try
            {
                Open(pauses);
                // While a change is told, the next and last one may come, and its event go with that one's.
                while ((events.WaitForResult(lookEvery) || batch.Count > 0 || HasChange()) && broker.IsOpen)
                {
                    Deliver(result);
                }

                if (broker.IsOpen)
                {
                    broker.Close(abandoned.Token);
                    return;
                }

                throw new IOException("the broker closed the connection");
            }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
            catch (Exception e) when (!abandoned.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (e is not IOException)
                {
                    batch.Clear(); // nobody knows whether its messages are the reason
                    Status.CountLost(events.Settle());
                }

                Away(e.Message);
                // At the end there is no time for long pauses.
                WaitHandle[] reasons = completing.IsCancellationRequested ? [abandoned.Token.WaitHandle] : [abandoned.Token.WaitHandle, completing.Token.WaitHandle];
                WaitHandle.WaitAny(reasons, completing.IsCancellationRequested ? lookEvery : pauses.Next());
            }
#pragma warning disable CA1031 // as above
            catch (Exception)
#pragma warning restore CA1031
            {
                return; // without a farewell: the broker sees that and says offline
            }
        }
    }

    private void Open(Backoff pauses)
    {
        broker.Open(abandoned.Token);
        pauses.Reset();
        if (settings.DiscoveryPrefix is not null)
        {
            broker.Send([.. Discovery.Messages(settings, origin).Select(message => BrokerConnection.Message(message.Topic, message.Payload, retain: true))], abandoned.Token);
        }

        if (state is not null)
        {
            broker.Send([state], abandoned.Token); // the broker may have forgotten it
        }

        if (Status.Problem is not null)
        {
            Status.Mended();
            say($"mqtt: connected to {settings.Host}:{settings.Port}");
        }
    }

    private void Away(string reason)
    {
        if (Status.Problem is null)
        {
            say($"mqtt: {settings.Host}:{settings.Port}: {reason}; trying again until it works");
        }

        Status.Fail($"{settings.Host}:{settings.Port}: {reason}");
    }

    private void Deliver(FrameResult result)
    {
        if (TakeChange(result))
        {
            state = BrokerConnection.Message($"{settings.Topic}/state", Change.Of(result, origin).ToJson(), retain: true);
            broker.Send([state], abandoned.Token);
        }

        while (batch.Count < EventsAtOnce && events.TryTake(result))
        {
            batch.Add(BrokerConnection.Message($"{settings.Topic}/events", line.Format(result)[..^1].ToArray(), retain: false)); // without its line feed
        }

        broker.Send(batch, abandoned.Token);
        Status.CountDelivered(events.Settle());
        batch.Clear();
    }

    private bool HasChange()
    {
        lock (gate)
        {
            return changed;
        }
    }

    private bool TakeChange(FrameResult result)
    {
        lock (gate)
        {
            bool taken = changed;
            changed = false;
            if (taken)
            {
                newest.CopyTo(result);
            }

            return taken;
        }
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.EdgeApp.Sinks.Events;
using MQTTnet;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>
/// Publishes to an MQTT broker: changes (retained) on <c>TOPIC/state</c>, every event on <c>TOPIC/events</c>, and presence on
/// <c>TOPIC/availability</c>, with <c>offline</c> as the last will. While the broker is away, the newest state and a limited
/// number of events wait; the oldest events are lost. All messages use QoS 1: an unconfirmed one is sent again.
/// </summary>
internal sealed class MqttSink : IResultSink
{
    private const int Capacity = 4096;
    private const int EventsAtOnce = 32;
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(250); // checks whether the broker is still there
    private readonly MqttSettings settings;
    private readonly string source;
    private readonly Action<string> say;
    private readonly BrokerConnection broker;
    private readonly EventLine line;
    private readonly Backoff pauses = new();
    private readonly ChangeDetector detector = new(tellsModels: true);
    private readonly FrameResult newest = new(); // the change to send
    private readonly FrameResult telling = new();
    private readonly Lock gate = new(); // guards newest and changed
    private readonly List<MqttApplicationMessage> batch = new(EventsAtOnce); // the messages in hand
    private readonly SinkWorker<FrameResult> worker;
    private AnsweringModel newestModel;
    private AnsweringModel? announced; // the model whose sensors the broker has
    private MqttApplicationMessage? state;
    private bool changed;
    private bool connected; // the last state that was reported to the user
    private bool away;
    private bool migrated;

    /// <summary>Starts the thread, which connects.</summary>
    /// <param name="settings">Settings of the connection.</param>
    /// <param name="source">The source, without credentials.</param>
    /// <param name="model">The model at the start; results name later ones.</param>
    /// <param name="say">Reports a lost or regained broker to the user; must not throw or wait.</param>
    /// <param name="capacity">Most events that may wait.</param>
    public MqttSink(MqttSettings settings, string source, AnsweringModel model, Action<string> say, int capacity = Capacity)
    {
        (this.settings, this.source, this.say, newestModel) = (settings, source, say, model);
        broker = new BrokerConnection(settings);
        line = new EventLine(source);
        worker = new(new(Status, capacity, WhenFull.DropOldest, static () => new FrameResult(), static (from, to) => from.CopyTo(to)), Deliver)
        {
            Attempt = SinkLimits.Attempt,
            Begin = () => Send([]),
            Idle = () => Send([]),
            IdleEvery = lookEvery,
            End = Close,
        };
        worker.Start();
    }

    public SinkStatus Status { get; } = new("mqtt");

    public ISinkWorker Worker => worker;

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

        if (!ReferenceEquals(result.Model, newestModel))
        {
            Volatile.Write(ref newestModel, result.Model);
        }

        worker.Add(result);
    }

    public void Dispose() => worker.Dispose();

    private Outcome Deliver(FrameResult result)
    {
        batch.Clear();
        batch.Add(Event(result));
        while (batch.Count < EventsAtOnce && worker.TryTake(out FrameResult next))
        {
            batch.Add(Event(next));
        }

        return Send(batch) ? Outcome.Delivered : Outcome.Lost;
    }

    private MqttApplicationMessage Event(FrameResult result) =>
        BrokerConnection.Message($"{settings.Topic}/events", line.Format(result)[..^1].ToArray(), retain: false); // without its line feed

    /// <summary>Sends the newest change and <paramref name="messages"/>, with retries. Meanwhile, events stay in the queue.</summary>
    /// <returns>False when the sink was given up.</returns>
    private bool Send(IReadOnlyList<MqttApplicationMessage> messages)
    {
        while (!worker.Abandoned.IsCancellationRequested)
        {
            try
            {
                Connect();
                Announce();
                TellChange();
                broker.Send(messages, worker.Abandoned);
                return true;
            }
            catch (IOException e)
            {
                connected = false; // also if the connection is open but the broker does not answer
                Away(e.Message);
                worker.Pause(worker.IsCompleted ? lookEvery : pauses.Next()); // the end of a run has no time for long pauses
            }
        }

        return false;
    }

    private void Connect()
    {
        if (connected)
        {
            if (broker.IsOpen)
            {
                return;
            }

            throw new IOException("the broker closed the connection");
        }

        broker.Open(worker.Abandoned);
        pauses.Reset();
        announced = null;
        Announce();
        if (settings.DiscoveryPrefix is not null)
        {
            RemoveFormerSensors();
        }

        if (state is not null)
        {
            broker.Send([state], worker.Abandoned); // the broker may have lost the retained state
        }

        connected = true;
        Status.Mended();
        if (away)
        {
            away = false;
            say($"mqtt: connected to {settings.Host}:{settings.Port}");
        }
    }

    /// <summary>Describes the sensors of the newest model, if they are not those of the last message: Home Assistant takes the new names in place of the old.</summary>
    private void Announce()
    {
        AnsweringModel model = Volatile.Read(ref newestModel);
        if (settings.DiscoveryPrefix is not null && !(announced is not null && announced.Name == model.Name && announced.HasLabelsOf(model)))
        {
            broker.Send([.. Discovery.Messages(settings, model).Select(message => BrokerConnection.Message(message.Topic, message.Payload, retain: true))], worker.Abandoned);
        }

        announced = model;
    }

    /// <summary>Removes the retained messages of earlier builds, once a run; Home Assistant would keep their sensors for ever.</summary>
    private void RemoveFormerSensors()
    {
        string[] topics = migrated ? [] : [.. Discovery.FormerTopics(settings)];
        if (topics.Length > 0)
        {
            IEnumerable<string> own = broker.Retained(topics, worker.Abandoned).Where(message => Discovery.IsOf(settings, message.Payload)).Select(message => message.Topic);
            broker.Send([.. own.Select(topic => BrokerConnection.Message(topic, [], retain: true))], worker.Abandoned);
        }

        migrated = true;
    }

    private void Away(string reason)
    {
        if (worker.Abandoned.IsCancellationRequested)
        {
            return; // this program lost the connection, not the broker
        }

        if (!away)
        {
            away = true;
            say($"mqtt: {settings.Host}:{settings.Port}: {reason}; retrying");
        }

        Status.Fail($"{settings.Host}:{settings.Port}: {reason}");
    }

    private void TellChange()
    {
        lock (gate)
        {
            if (!changed)
            {
                return;
            }

            changed = false;
            newest.CopyTo(telling);
        }

        state = BrokerConnection.Message($"{settings.Topic}/state", Change.Of(telling, source).ToJson(), retain: true);
        broker.Send([state], worker.Abandoned);
    }

    /// <summary>Publishes <c>offline</c>, unless the thread was given up: then the last will does so.</summary>
    private void Close()
    {
        try
        {
            if (broker.IsOpen && !worker.Abandoned.IsCancellationRequested)
            {
                broker.Close(worker.Abandoned);
            }
        }
        finally
        {
            broker.Dispose();
            line.Dispose();
        }
    }
}

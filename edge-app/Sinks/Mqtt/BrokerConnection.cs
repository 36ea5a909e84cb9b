using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeResNet.EdgeApp.Sinks.Mqtt;

/// <summary>A connection to a broker. Its calls block and throw one kind of exception. One thread.</summary>
internal sealed class BrokerConnection : IDisposable
{
    private const int KeepAliveSeconds = 15;
    private static readonly TimeSpan retainedWithin = TimeSpan.FromSeconds(1);
    private static readonly byte[] online = "online"u8.ToArray();
    private static readonly byte[] offline = "offline"u8.ToArray();
    private readonly MqttSettings settings;
    private readonly MqttClientOptions options;
    private IMqttClient client = new MqttClientFactory().CreateMqttClient();

    /// <summary>Prepares a connection.</summary>
    public BrokerConnection(MqttSettings settings)
    {
        this.settings = settings;
        MqttClientOptionsBuilder builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V311) // every broker supports it
            .WithTcpServer(settings.Host, settings.Port)
            .WithClientId($"edgeresnet-{Environment.ProcessId}-{Guid.NewGuid():N}"[..23]) // a length that every broker accepts
            .WithCleanSession()
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(KeepAliveSeconds))
            .WithTimeout(settings.AnswerTime)
            .WithWillTopic(AvailabilityTopic)
            .WithWillPayload(offline)
            .WithWillRetain()
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (settings.User is not null)
        {
            builder.WithCredentials(settings.User, settings.Password ?? "");
        }

        if (settings.Tls)
        {
            builder.WithTlsOptions(Encrypt);
        }

        options = builder.Build();
    }

    /// <summary>Whether the connection is open.</summary>
    public bool IsOpen => client.IsConnected;

    private string AvailabilityTopic => $"{settings.Topic}/availability";

    /// <summary>Connects and publishes <c>online</c> on the topic of availability.</summary>
    /// <exception cref="IOException">The broker is absent or refuses.</exception>
    public void Open(CancellationToken stop)
    {
        client.Dispose(); // also drops a connection to a broker that fell silent
        client = new MqttClientFactory().CreateMqttClient();
        Wait(ConnectAsync, stop);
        Send([Message(AvailabilityTopic, online, retain: true)], stop);
    }

    /// <summary>A message with confirmation by the broker (QoS 1).</summary>
    public static MqttApplicationMessage Message(string topic, byte[] payload, bool retain) => new()
    {
        Topic = topic,
        PayloadSegment = payload,
        Retain = retain,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    };

    /// <summary>Sends messages in order without waiting for each confirmation; returns when all are confirmed.</summary>
    /// <exception cref="IOException">Some are not confirmed.</exception>
    public void Send(IReadOnlyList<MqttApplicationMessage> messages, CancellationToken stop) =>
        Wait(limit => Task.WhenAll(messages.Select(message => client.PublishAsync(message, limit))), stop);

    /// <summary>The retained messages on some topics. The own availability, which is retained too and comes last, tells that there are no more.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public IReadOnlyList<(string Topic, string Payload)> Retained(IReadOnlyList<string> topics, CancellationToken stop)
    {
        ConcurrentQueue<(string Topic, string Payload)> found = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += Receive;
        try
        {
            foreach (string topic in topics.Append(AvailabilityTopic))
            {
                Wait(limit => client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, limit), stop);
            }

            all.Task.Wait(retainedWithin, stop);
            foreach (string topic in topics.Append(AvailabilityTopic))
            {
                Wait(limit => client.UnsubscribeAsync(topic, limit), stop);
            }
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("the run ends", e);
        }
        finally
        {
            client.ApplicationMessageReceivedAsync -= Receive;
        }

        return [.. found];

        Task Receive(MqttApplicationMessageReceivedEventArgs received)
        {
            if (received.ApplicationMessage.Topic == AvailabilityTopic)
            {
                all.TrySetResult();
            }
            else if (received.ApplicationMessage.Retain)
            {
                found.Enqueue((received.ApplicationMessage.Topic, received.ApplicationMessage.ConvertPayloadToString() ?? ""));
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Publishes <c>offline</c> and disconnects.</summary>
    /// <exception cref="IOException">The broker did not confirm; its last will does the same.</exception>
    public void Close(CancellationToken stop)
    {
        Send([Message(AvailabilityTopic, offline, retain: true)], stop);
        Wait(limit => client.DisconnectAsync(new MqttClientDisconnectOptions(), limit), stop);
    }

    public void Dispose() => client.Dispose();

    // With a token, MQTTnet has no time limit: it would wait forever for a broker that connects but never answers.
    private void Wait(Func<CancellationToken, Task> call, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(settings.AnswerTime);
        try
        {
            call(limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttProtocolViolationException or OperationCanceledException or InvalidOperationException or AuthenticationException or SocketException)
        {
            bool late = limit.IsCancellationRequested && !stop.IsCancellationRequested;
            throw new IOException(late ? $"no answer within {settings.AnswerTime.TotalSeconds:0.#} s" : Innermost(e).Message, e);
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is Exception inner ? Innermost(inner) : e;

    private async Task ConnectAsync(CancellationToken limit)
    {
        MqttClientConnectResult answer = await client.ConnectAsync(options, limit).ConfigureAwait(false);
        if (answer.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new IOException(answer.ResultCode is MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized
                ? "user name or password refused"
                : $"refused ({answer.ResultCode})");
        }
    }

    private void Encrypt(MqttClientTlsOptionsBuilder tls)
    {
        tls.UseTls().WithTargetHost(settings.Host).WithRevocationMode(X509RevocationMode.NoCheck);
        if (settings.Authorities is not null)
        {
            tls.WithTrustChain(settings.Authorities);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.Shared.Files;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Sinks.Mqtt;

public sealed class MqttSinkTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> said = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_broker_gets_events_retained_states_and_availability()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        using MqttSubscriber listener = new(broker.Port, "home/cam/#");
        using MqttSink sink = Sink($"mqtt://127.0.0.1:{broker.Port}/home/cam");
        Eventually.True(() => listener.Of("home/cam/availability").Any());
        FrameResult[] story = [Results.Stable(0, 0), Results.Stable(0, 1), Results.Of(ResultState.Unknown, 2), Results.Stable(1, 3)];
        for (int i = 0; i < story.Length; i++)
        {
            sink.Publish(story[i]);
            Eventually.True(() => listener.Of("home/cam/events").Count() == i + 1);
        }

        Assert.Equal([0, 1, 2, 3], listener.Of("home/cam/events").Select(line => JsonDocument.Parse(line).RootElement.GetProperty("frame").GetInt32()));
        Eventually.True(() => listener.Of("home/cam/state").Count() == 3);
        Assert.Equal(["stable cat", "unknown ", "stable dog"], listener.Of("home/cam/state").Select(State));
        using (MqttSubscriber late = new(broker.Port, "home/cam/#"))
        {
            Eventually.True(() => late.Heard.Count >= 2);
            Assert.Equal([("home/cam/availability", "online"), ("home/cam/state", listener.Of("home/cam/state").Last())], late.Heard.Where(message => message.Retained).Select(message => (message.Topic, message.Payload)).Order());
        }

        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((4, 0, null), (sink.Status.Delivered, sink.Status.Lost, sink.Status.LastProblem));
        Eventually.True(() => listener.Of("home/cam/availability").Last() == "offline");
        Assert.Empty(said);
    }

    [Fact]
    public void A_last_change_during_a_delivery_is_delivered_too()
    {
        using HesitantBroker broker = new("t/state");
        using MqttSink sink = Sink($"mqtt://127.0.0.1:{broker.Port}/t");
        sink.Publish(Results.Stable(0, frame: 0));
        Eventually.True(() => broker.Of("t/state").Any());
        sink.Publish(Results.Stable(1, frame: 1));
        sink.Worker.Complete();
        broker.Confirm();
        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((2, 0, null), (sink.Status.Delivered, sink.Status.Lost, sink.Status.LastProblem));
        Assert.Equal(["stable cat", "stable dog"], broker.Of("t/state").Select(State));
    }

    [Fact]
    public void An_event_that_cannot_be_encoded_is_counted()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        using MqttSink sink = Sink($"mqtt://127.0.0.1:{broker.Port}/t");
        sink.Publish(Results.Of(ResultState.Changing, frame: 1, label: 99)); // there is no such class
        Eventually.True(() => sink.Status.Lost == 1);
        sink.Publish(Results.Stable(0, frame: 2));
        Eventually.True(() => sink.Status is { Delivered: 1, Lost: 1, Problem: null });
        Assert.NotNull(sink.Status.LastProblem);
    }

    [Fact]
    public async Task The_broker_reports_a_killed_program_as_offline()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        using MqttSubscriber listener = new(broker.Port, "edgeresnet/#");
        await using LiveProgram live = LiveProgram.Start(ShippedModel.Path, "demo:fashion", [], "--mqtt", $"mqtt://127.0.0.1:{broker.Port}");
        Eventually.True(() => listener.Of("edgeresnet/state").Any(), () => live.Errors);
        Assert.Equal("online", Assert.Single(listener.Of("edgeresnet/availability")));
        using Process process = Process.GetProcessById(live.Id);
        process.Kill();
        Eventually.True(() => listener.Of("edgeresnet/availability").Last() == "offline");
    }

    [Fact]
    public void A_returning_broker_gets_events_and_the_newest_state()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        string[] session = ["-c", "-i", "listener"]; // what comes while it is away is kept for it
        using (MqttSubscriber first = new(broker.Port, "t/#", session))
        using (MqttSink sink = Sink($"mqtt://127.0.0.1:{broker.Port}/t", capacity: 8))
        {
            Eventually.True(() => first.Of("t/availability").Any()); // it listens
            sink.Publish(Results.Stable(0, frame: 0));
            Eventually.True(() => first.Of("t/events").Any());
            first.Dispose();
            broker.Stop();
            Eventually.True(() => sink.Status.Problem is not null);
            for (int i = 1; i <= 20; i++)
            {
                sink.Publish(Results.Stable(i % 2, frame: i));
            }

            Assert.Equal(12, sink.Status.Lost);
            broker.Start();
            Eventually.True(() => sink.Status is { Delivered: 9, Problem: null });
        }

        Assert.Equal(2, said.Count);
        Assert.StartsWith($"mqtt: 127.0.0.1:{broker.Port}: ", said.First());
        Assert.Equal($"mqtt: connected to 127.0.0.1:{broker.Port}", said.Last());
        using MqttSubscriber second = new(broker.Port, "t/#", session);
        Eventually.True(() => second.Of("t/events").Count() == 8);
        Assert.Equal(Enumerable.Range(13, 8), second.Of("t/events").Select(line => JsonDocument.Parse(line).RootElement.GetProperty("frame").GetInt32()));
        Eventually.True(() => second.Of("t/state").Any());
        Assert.Equal(20, JsonDocument.Parse(second.Of("t/state").Last()).RootElement.GetProperty("frame").GetInt32());
    }

    [Fact]
    public void A_broker_that_lost_the_state_gets_it_again()
    {
        using Mosquitto broker = Mosquitto.Start(folder, "persistence false");
        using MqttSink sink = Sink($"mqtt://127.0.0.1:{broker.Port}/t");
        sink.Publish(Results.Stable(0, frame: 7));
        Eventually.True(() => sink.Status.Delivered == 1);
        broker.Stop();
        Eventually.True(() => sink.Status.Problem is not null);
        broker.Start();
        using MqttSubscriber late = new(broker.Port, "t/state");
        Eventually.True(() => late.Of("t/state").Any());
        Assert.Equal("stable cat", State(late.Of("t/state").First()));
    }

    [Fact]
    public void A_missing_broker_is_reported_once_and_does_not_delay_the_end()
    {
        Mosquitto broker = Mosquitto.Start(folder);
        broker.Dispose();
        using MqttSink sink = Sink($"mqtt://127.0.0.1:{broker.Port}/t");
        sink.Publish(Results.Stable(0));
        Eventually.True(() => sink.Status.Problem is not null);
        Assert.Contains("refused", Assert.Single(said));
        Eventually.Ends(() => sink.Worker.Finish(TimeSpan.FromSeconds(0.5)));
        Assert.Equal((0, 1), (sink.Status.Delivered, sink.Status.Lost));
        Assert.Single(said);
    }

    [Fact]
    public void The_right_password_connects_and_a_wrong_one_is_reported()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_passwd"), "needs mosquitto_passwd");
        using (Process passwords = Process.Start("mosquitto_passwd", ["-b", "-c", folder["passwords"], "user", "p@ss/word"]))
        {
            passwords.WaitForExit();
        }

        using Mosquitto broker = Mosquitto.Start(folder, "allow_anonymous false", $"password_file {folder["passwords"]}");
        using MqttSink wrong = Sink($"mqtt://user:guess@127.0.0.1:{broker.Port}/t");
        using MqttSink right = Sink($"mqtt://user:p%40ss%2Fword@127.0.0.1:{broker.Port}/t");
        right.Publish(Results.Stable(0));
        Eventually.True(() => right.Status.Delivered == 1);
        Eventually.True(() => wrong.Status.Problem == $"127.0.0.1:{broker.Port}: user name or password refused", () => wrong.Status.Problem ?? "");
    }

    [Fact]
    public void An_encrypted_connection_needs_a_trusted_certificate_for_the_host()
    {
        TestAuthority.Create(folder, "127.0.0.1");
        using Mosquitto broker = Mosquitto.Start(folder, $"cafile {folder["ca.pem"]}", $"certfile {folder["broker.pem"]}", $"keyfile {folder["broker.key"]}");
        MqttSettings settings = MqttSettings.Parse($"mqtts://127.0.0.1:{broker.Port}/t");
        using (MqttSink trusting = Sink(settings with { Authorities = PemFile.Certificates("--mqtt-ca", folder["ca.pem"]) }))
        {
            trusting.Publish(Results.Stable(0));
            Eventually.True(() => trusting.Status.Delivered == 1, () => trusting.Status.Problem ?? "");
        }

        foreach (MqttSettings refused in (MqttSettings[])[settings, settings with { Host = "localhost", Authorities = PemFile.Certificates("--mqtt-ca", folder["ca.pem"]) }])
        {
            using MqttSink sink = Sink(refused);
            Eventually.True(() => sink.Status.Problem is not null);
            Assert.Contains("certificate", sink.Status.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Home_Assistant_finds_the_sensors()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        using MqttSink sink = Sink(MqttSettings.Parse($"mqtt://127.0.0.1:{broker.Port}/home/cam") with { DiscoveryPrefix = "homeassistant" });
        Eventually.True(() =>
        {
            using MqttSubscriber late = new(broker.Port, "homeassistant/#");
            RealTime.Pass(milliseconds: 200); // no event tells that nothing more is retained
            return late.Heard.Count(message => message.Retained) == 2 && Check(late);
        });

        static bool Check(MqttSubscriber late)
        {
            string node = $"edgeresnet_home_cam_{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("home/cam"u8))[..8]}";
            JsonElement label = JsonDocument.Parse(Assert.Single(late.Of($"homeassistant/sensor/{node}/label/config"))).RootElement;
            JsonElement source = JsonDocument.Parse(Assert.Single(late.Of($"homeassistant/binary_sensor/{node}/source/config"))).RootElement;
            Assert.Equal($"{node}_label", label.GetProperty("unique_id").GetString());
            Assert.Equal("connectivity", source.GetProperty("device_class").GetString());
            foreach (JsonElement sensor in (JsonElement[])[label, source])
            {
                Assert.Equal(("home/cam/state", "home/cam/availability"), (sensor.GetProperty("state_topic").GetString(), sensor.GetProperty("availability_topic").GetString()));
                Assert.Equal(node, sensor.GetProperty("device").GetProperty("identifiers")[0].GetString());
                Assert.Equal("EdgeResNet", sensor.GetProperty("origin").GetProperty("name").GetString());
            }

            return true;
        }
    }

    [Fact]
    public void Another_models_labels_take_the_place_of_the_old_ones()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        using MqttSink sink = Sink(MqttSettings.Parse($"mqtt://127.0.0.1:{broker.Port}/cam") with { DiscoveryPrefix = "homeassistant" });
        sink.Publish(Results.Stable(0));
        Eventually.True(() => Options() is ["cat", "dog", "$(id)\"", "unknown", "lost"]);
        FrameResult result = Results.Stable(0, frame: 1);
        result.Model = Results.ModelOf(new string('b', 64), "Katze", "Hund", "unknown");
        sink.Publish(result);
        Eventually.True(() => Options() is ["Katze", "Hund", "unknown", "lost"]);
        using MqttSubscriber state = new(broker.Port, "cam/state");
        Eventually.True(() => state.Of("cam/state").Any(message => message.Contains(new string('b', 64), StringComparison.Ordinal) && message.Contains("Katze", StringComparison.Ordinal)));

        string?[] Options()
        {
            using MqttSubscriber late = new(broker.Port, "homeassistant/#");
            RealTime.Pass(milliseconds: 200); // no event tells that nothing more is retained
            string[] configurations = [.. late.Of("homeassistant/sensor/edgeresnet_cam/label/config")];
            return configurations is [string single] ? [.. JsonDocument.Parse(single).RootElement.GetProperty("options").EnumerateArray().Select(option => option.GetString())] : [];
        }
    }

    [Fact]
    public void Sensors_of_earlier_builds_are_removed_unless_another_camera_owns_them()
    {
        using Mosquitto broker = Mosquitto.Start(folder);
        string[] former = ["homeassistant/sensor/edgeresnet_cam_1/label/config", "homeassistant/binary_sensor/edgeresnet_cam_1/source/config"];
        using (BrokerConnection earlier = new(MqttSettings.Parse($"mqtt://127.0.0.1:{broker.Port}/earlier")))
        {
            earlier.Open(Stop);
            earlier.Send([BrokerConnection.Message(former[0], """{"state_topic":"cam/1/state"}"""u8.ToArray(), retain: true), BrokerConnection.Message(former[1], """{"state_topic":"cam_1/state"}"""u8.ToArray(), retain: true)], Stop);
        }

        using MqttSink sink = Sink(MqttSettings.Parse($"mqtt://127.0.0.1:{broker.Port}/cam/1") with { DiscoveryPrefix = "homeassistant" });
        Eventually.True(() =>
        {
            using MqttSubscriber late = new(broker.Port, "homeassistant/#");
            RealTime.Pass(milliseconds: 200); // no event tells that nothing more is retained
            return late.Heard.Count(message => message.Retained) == 3 && !late.Of(former[0]).Any() && late.Of(former[1]).Any();
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // it falls silent after its welcome
    public async Task A_silent_broker_is_reported_and_retried(bool welcomes)
    {
        using TcpListener broker = new(IPAddress.Loopback, 0);
        broker.Start();
        int port = ((IPEndPoint)broker.LocalEndpoint).Port;
        using MqttSink sink = Sink(MqttSettings.Parse($"mqtt://127.0.0.1:{port}/t") with { AnswerTime = TimeSpan.FromSeconds(0.5) });
        using TcpClient first = await broker.AcceptTcpClientAsync(Stop);
        if (welcomes)
        {
            await first.GetStream().WriteAsync((byte[])[0x20, 2, 0, 0], Stop); // CONNACK: accepted
        }

        using TcpClient second = await broker.AcceptTcpClientAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(12), Stop); // generous: MQTT's own keep-alive would find out after 15 s
        Assert.Equal($"127.0.0.1:{port}: no answer within 0.5 s", sink.Status.Problem);
        Assert.Equal([$"mqtt: 127.0.0.1:{port}: no answer within 0.5 s; retrying"], said);
        byte[] buffer = new byte[1024];
        while (await first.GetStream().ReadAsync(buffer, Stop) > 0)
        {
            // The first connection was given up.
        }
    }

    [Fact]
    public void Publishing_allocates_nothing()
    {
        using MqttSink sink = Sink("mqtt://127.0.0.1:1/t");
        FrameResult[] results = [Results.Stable(0), Results.Stable(1)];
        Assert.Equal(0, Allocation.OfThousandCalls(i => sink.Publish(results[i % 2])));
    }

    private static string State(string line)
    {
        JsonElement json = JsonDocument.Parse(line).RootElement;
        return $"{json.GetProperty("state").GetString()} {json.GetProperty("label").GetString()}";
    }

    private MqttSink Sink(string address, int capacity = 4096) => Sink(MqttSettings.Parse(address), capacity);

    private MqttSink Sink(MqttSettings settings, int capacity = 4096) => new(settings, Results.Source, Results.Model, said.Enqueue, capacity);
}

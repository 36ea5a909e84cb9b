using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EdgeResNet.Tests.Sinks.Mqtt;

/// <summary>The broker mosquitto on loopback. By default it keeps retained and queued messages over a restart. Skips the test if it is missing.</summary>
internal sealed class Mosquitto : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";
    private readonly string configuration;
    private Process? process;

    private Mosquitto(string configuration, int port)
    {
        this.configuration = configuration;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts one, with more lines of configuration.</summary>
    public static Mosquitto Start(TemporaryFolder folder, params string[] more)
    {
        Assert.SkipUnless(File.Exists(Program) && File.Exists(MqttSubscriber.Program), "needs mosquitto and mosquitto-clients");
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string[] anonymous = more.Any(line => line.StartsWith("allow_anonymous", StringComparison.Ordinal)) ? [] : ["allow_anonymous true"];
        string[] persistent = more.Any(line => line.StartsWith("persistence ", StringComparison.Ordinal)) ? [] : ["persistence true"];
        File.WriteAllLines(folder["mosquitto.conf"], [.. persistent, $"persistence_location {folder.Path}/", $"user {Environment.UserName}", $"listener {port} 127.0.0.1", .. anonymous, .. more]);
        Mosquitto broker = new(folder["mosquitto.conf"], port);
        broker.Start();
        return broker;
    }

    public void Start()
    {
        process = Process.Start(new ProcessStartInfo(Program, ["-c", configuration]) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        Eventually.True(() =>
        {
            try
            {
                using TcpClient client = new("127.0.0.1", Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    /// <summary>Ends it like its init system, so that it saves its state.</summary>
    public void Stop()
    {
        using Process kill = Process.Start("kill", ["-TERM", process!.Id.ToString()]);
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}

/// <summary><c>mosquitto_sub</c>, with all received messages.</summary>
internal sealed class MqttSubscriber : IDisposable
{
    public const string Program = "/usr/bin/mosquitto_sub";
    private readonly Process process;
    private bool disposed;

    public MqttSubscriber(int port, string topic, params string[] more)
    {
        process = Process.Start(new ProcessStartInfo(Program, ["-h", "127.0.0.1", "-p", $"{port}", "-t", topic, "-q", "1", "-F", "%r %t %p", .. more]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(' ', 3) is [string retained, string name, string payload])
            {
                Heard.Enqueue((name, payload, retained == "1"));
            }
        };
        process.BeginOutputReadLine();
    }

    public ConcurrentQueue<(string Topic, string Payload, bool Retained)> Heard { get; } = new();

    public IEnumerable<string> Of(string topic) => Heard.Where(message => message.Topic == topic).Select(message => message.Payload);

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}

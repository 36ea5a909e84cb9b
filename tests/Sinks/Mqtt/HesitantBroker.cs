using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.Tests.Sinks.Mqtt;

/// <summary>A minimal broker for one client that publishes with QoS 1 (MQTT 3.1.1, section 3). It withholds the confirmation for one topic.</summary>
internal sealed class HesitantBroker : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ManualResetEventSlim confirming = new();
    private readonly ConcurrentQueue<(string Topic, string Payload)> heard = new();
    private readonly string topic;
    private readonly Thread thread;

    public HesitantBroker(string topic)
    {
        this.topic = topic;
        listener.Start();
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IEnumerable<string> Of(string name) => heard.Where(message => message.Topic == name).Select(message => message.Payload);

    /// <summary>Confirms that message, and all that follow at once.</summary>
    public void Confirm() => confirming.Set();

    public void Dispose()
    {
        listener.Stop();
        confirming.Set();
        thread.Join();
        confirming.Dispose();
    }

    private void Serve()
    {
        try
        {
            using TcpClient client = listener.AcceptTcpClient();
            using BinaryReader packets = new(client.GetStream());
            while (true)
            {
                int kind = packets.ReadByte() >> 4;
                byte[] packet = packets.ReadBytes(packets.Read7BitEncodedInt());
                if (Answer(kind, packet) is byte[] answer)
                {
                    client.GetStream().Write(answer);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client has gone, or this broker is being disposed.
        }
    }

    private byte[]? Answer(int kind, byte[] packet)
    {
        const int Connect = 1;
        const int Publish = 3;
        if (kind != Publish)
        {
            return kind == Connect ? [0x20, 2, 0, 0] : null;
        }

        int end = 2 + (packet[0] << 8) + packet[1]; // of the name, which the number of the message follows
        string name = Encoding.UTF8.GetString(packet.AsSpan(2..end));
        heard.Enqueue((name, Encoding.UTF8.GetString(packet.AsSpan((end + 2)..))));
        if (name == topic)
        {
            confirming.Wait();
        }

        return [0x40, 2, packet[end], packet[end + 1]];
    }
}

using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>Connects the watch: process 0 listens, its addresses travel over MPI, the others try them.</summary>
internal static class Rendezvous
{
    private const int NoticeLength = 2048;
    private const int SecretLength = 16;

    /// <summary>Connects this process; called by all at once.</summary>
    /// <param name="group">The calls over MPI.</param>
    /// <param name="peers">All processes.</param>
    /// <exception cref="DeviceException">A connection could not be made.</exception>
    public static IWatch Connect(IProcessGroup group, IReadOnlyList<Peer> peers)
    {
        byte[] notice = new byte[NoticeLength];
        if (group.Rank > 0)
        {
            group.Broadcast(notice);
            string[] parts = Encoding.UTF8.GetString(notice).TrimEnd('\0').Split(' ');
            Socket socket = Call(parts[2..], int.Parse(parts[1], CultureInfo.InvariantCulture))
                ?? throw new DeviceException($"{peers[group.Rank]} cannot reach {peers[0]} at {string.Join(", ", parts[2..])}, port {parts[1]}; allow TCP between the hosts");
            new WatchMessage(WatchKind.Hello, group.Rank, parts[0]).Send(socket);
            return new WatchSpoke(new Lifeline(peers[0], socket), peers[group.Rank] == Speaker(peers));
        }

        using Socket listener = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        listener.Listen(peers.Count);
        string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(SecretLength));
        string text = string.Create(CultureInfo.InvariantCulture, $"{secret} {((IPEndPoint)listener.LocalEndPoint!).Port} {string.Join(' ', Addresses())}");
        Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, NoticeLength)), notice);
        group.Broadcast(notice);
        return new WatchHub(Answer(listener, secret, peers));
    }

    /// <summary>The process that tells of the loss of process 0: the first on another host, which may have outlived it.</summary>
    private static Peer Speaker(IReadOnlyList<Peer> peers) => peers.FirstOrDefault(peer => peer.Host != peers[0].Host) ?? peers[1];

    private static Lifeline[] Answer(Socket listener, string secret, IReadOnlyList<Peer> peers)
    {
        Lifeline?[] lines = new Lifeline?[peers.Count];
        while (lines.Count(line => line is not null) < peers.Count - 1)
        {
            if (!listener.Poll(WatchTimes.Patience, SelectMode.SelectRead))
            {
                throw new DeviceException($"{peers[Array.IndexOf(lines, null, 1)]} did not connect to {peers[0]} within {WatchTimes.Patience.TotalSeconds:0} s; allow TCP between the hosts");
            }

            Socket socket = Timed(listener.Accept());
            if (WatchMessage.Receive(socket) is { Kind: WatchKind.Hello } hello && hello.Text == secret && hello.Number > 0 && hello.Number < peers.Count)
            {
                lines[hello.Number] = new Lifeline(peers[hello.Number], socket);
            }
            else
            {
                socket.Dispose(); // a stranger
            }
        }

        return [.. lines.OfType<Lifeline>()];
    }

    private static Socket? Call(IEnumerable<string> addresses, int port)
    {
        foreach (IPAddress address in addresses.Select(IPAddress.Parse))
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                using CancellationTokenSource limit = new(WatchTimes.Patience / 4);
                socket.ConnectAsync(address, port, limit.Token).AsTask().GetAwaiter().GetResult();
                return Timed(socket);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static Socket Timed(Socket socket)
    {
        socket.NoDelay = true;
        socket.SendTimeout = socket.ReceiveTimeout = (int)WatchTimes.Silence.TotalMilliseconds;
        return socket;
    }

    // Those of the network first: another host's loopback answers to itself.
    private static IEnumerable<IPAddress> Addresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(each => each.OperationalStatus != OperationalStatus.Down)
        .SelectMany(each => each.GetIPProperties().UnicastAddresses)
        .Select(each => each.Address)
        .Where(address => !address.IsIPv6LinkLocal)
        .OrderBy(address => IPAddress.IsLoopback(address) ? 2 : address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1);
}

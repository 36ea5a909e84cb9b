using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using EdgeResNet.Tests.Capture.Files;

namespace EdgeResNet.Tests.Fakes;

/// <summary>
/// An RTSP camera on loopback (RFC 2326, packets interleaved with the control connection), one client at a time. The
/// packets are made by the ffmpeg program, which sends the numbered pictures of a video as RTP; this passes them on.
/// </summary>
internal sealed partial class RtspServer : IDisposable
{
    private readonly UdpClient packets = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Process sender;
    private readonly string description;
    private readonly int port = FfmpegServer.FreePort();
    private readonly Thread forwarding;
    private readonly Lock gate = new();
    private TcpListener? listener;
    private TcpClient? client;
    private NetworkStream? playing;
    private IPEndPoint? anySender;
    private readonly UdpClient datagrams = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly bool refusesTcp;
    private IPEndPoint? receiver;
    private volatile bool frozen;

    private RtspServer(string video, string sdp, bool refusesTcp)
    {
        this.refusesTcp = refusesTcp;
        int port = ((IPEndPoint)packets.Client.LocalEndPoint!).Port;
        sender = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-i", video, "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "15", "-f", "rtp", "-sdp_file", sdp, $"rtp://127.0.0.1:{port}"]) { RedirectStandardOutput = true })!;
        _ = packets.Receive(ref anySender); // the description exists after the first packet
        description = string.Join('\n', File.ReadAllLines(sdp).Select(line => line.StartsWith("m=", StringComparison.Ordinal) ? line.Replace($"video {port} ", "video 0 ", StringComparison.Ordinal) : line));
        forwarding = new Thread(Forward) { IsBackground = true };
        forwarding.Start();
        Start();
    }

    public string Url => $"rtsp://127.0.0.1:{port}/camera";

    /// <summary>How often a client asked for packets over TCP.</summary>
    public int AskedForTcp { get; private set; }

    /// <param name="folder">For its video.</param>
    /// <param name="refusesTcp">Whether it sends packets over UDP only and answers 461 to other wishes.</param>
    public static RtspServer Create(TemporaryFolder folder, bool refusesTcp = false)
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        CounterVideo.Write(folder["served.avi"], frames: 250);
        return new RtspServer(folder["served.avi"], folder["served.sdp"], refusesTcp);
    }

    /// <summary>Keeps the connection but sends no packet.</summary>
    public void Freeze() => frozen = true;

    public void Start()
    {
        frozen = false;
        TcpListener listening = new(IPAddress.Loopback, port);
        listening.Start();
        listener = listening;
        new Thread(() => Serve(listening)) { IsBackground = true }.Start();
    }

    /// <summary>Stops listening and cuts the client off in the middle of a packet.</summary>
    public void Kill()
    {
        listener?.Dispose();
        lock (gate)
        {
            try
            {
                playing?.Write([(byte)'$', 0, 4, 0, 1, 2]);
            }
            catch (IOException)
            {
                // The client is already gone.
            }

            playing = null;
            client?.Dispose();
        }
    }

    public void Dispose()
    {
        Kill();
        sender.Kill();
        sender.WaitForExit();
        sender.Dispose();
        packets.Dispose();
        forwarding.Join();
        datagrams.Dispose();
    }

    private void Serve(TcpListener listening)
    {
        while (true)
        {
            try
            {
                TcpClient next = listening.AcceptTcpClient();
                lock (gate)
                {
                    client = next;
                }

                Answer(next.GetStream());
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The client left.
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                return; // killed
            }
        }
    }

    private void Answer(NetworkStream stream)
    {
        using StreamReader requests = new(stream, Encoding.ASCII, leaveOpen: true);
        while (requests.ReadLine() is string request)
        {
            string number = "";
            string transport = "";
            while (requests.ReadLine() is { Length: > 0 } header)
            {
                transport = header.StartsWith("Transport:", StringComparison.OrdinalIgnoreCase) ? header : transport;
                number = header.StartsWith("CSeq:", StringComparison.OrdinalIgnoreCase) ? header : number;
            }

            bool overTcp = transport.Contains("TCP", StringComparison.Ordinal);
            AskedForTcp += overTcp ? 1 : 0;
            if (overTcp && refusesTcp)
            {
                stream.Write(Encoding.ASCII.GetBytes($"RTSP/1.0 461 Unsupported Transport\r\n{number}\r\n\r\n"));
                continue;
            }

            if (ClientPort().Match(transport) is { Success: true } port)
            {
                receiver = new IPEndPoint(IPAddress.Loopback, int.Parse(port.Groups[1].Value, CultureInfo.InvariantCulture));
            }

            string more = request.Split(' ')[0] switch
            {
                "OPTIONS" => "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n\r\n",
                "DESCRIBE" => string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/sdp\r\nContent-Length: {description.Length}\r\n\r\n{description}"),
                "SETUP" when !overTcp => string.Create(CultureInfo.InvariantCulture, $"Session: 1\r\nTransport: RTP/AVP;unicast;client_port={receiver!.Port}-{receiver.Port + 1};server_port={((IPEndPoint)datagrams.Client.LocalEndPoint!).Port}-{((IPEndPoint)datagrams.Client.LocalEndPoint!).Port + 1}\r\n\r\n"),
                "SETUP" => "Session: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n",
                _ => "Session: 1\r\n\r\n",
            };
            lock (gate)
            {
                stream.Write(Encoding.ASCII.GetBytes($"RTSP/1.0 200 OK\r\n{number}\r\n{more}"));
                playing = request.StartsWith("PLAY", StringComparison.Ordinal) ? stream : playing;
            }
        }
    }

    private void Forward()
    {
        try
        {
            while (true)
            {
                byte[] packet = packets.Receive(ref anySender);
                lock (gate)
                {
                    Send(packet);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // This server is being disposed.
        }
    }

    [GeneratedRegex(@"client_port=(\d+)")]
    private static partial Regex ClientPort();

    private void Send(byte[] packet)
    {
        try
        {
            if (!frozen && receiver is not null && playing is not null)
            {
                datagrams.Send(packet, receiver);
            }
            else if (!frozen)
            {
                playing?.Write([(byte)'$', 0, (byte)(packet.Length >> 8), (byte)packet.Length, .. packet]);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            playing = null; // the client left
        }
    }
}

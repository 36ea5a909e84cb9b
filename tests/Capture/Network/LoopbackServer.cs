using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>A web server or network camera on loopback: answers one client after the other, in the same way.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Action<LoopbackServer, NetworkStream> answer;
    private readonly Thread thread;
    private volatile bool stopping;

    private LoopbackServer(Action<LoopbackServer, NetworkStream> answer)
    {
        this.answer = answer;
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/stream";
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public string Url { get; }

    /// <summary>A camera that sends <see cref="FrameCounter"/> pictures, 0, 1, 2, … as MJPEG.</summary>
    public static LoopbackServer Camera(int frames = int.MaxValue) => new((server, stream) => server.SendPictures(stream, frames));

    /// <summary>An MJPEG camera that sends these parts, and then stays connected in silence.</summary>
    public static LoopbackServer Parts(params byte[][] parts) => new((server, stream) =>
    {
        stream.Write("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8);
        foreach (byte[] part in parts)
        {
            SendPart(stream, part);
        }

        server.StaySilent(stream);
    });

    /// <summary>A stream without a length: each client gets these bodies one after the other, a tenth of a second apart, and then silence.</summary>
    public static LoopbackServer Endless(string contentType, Func<byte[][]> bodies) => new((server, stream) =>
    {
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Type: {contentType}\r\n\r\n"));
        foreach (byte[] body in bodies())
        {
            stream.Write(body);
            RealTime.Pass(milliseconds: 100);
        }

        server.StaySilent(stream);
    });

    /// <summary>A camera that sends one picture and then stays connected in silence.</summary>
    public static LoopbackServer SilentCamera() => new((server, stream) =>
    {
        server.SendPictures(stream, 1);
        server.StaySilent(stream);
    });

    /// <summary>A server that sends half of a file and then closes, or stays connected in silence.</summary>
    public static LoopbackServer HalfFile(byte[] body, string contentType, bool closes) => new((server, stream) =>
    {
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"));
        stream.Write(body.AsSpan(0, body.Length / 2));
        if (!closes)
        {
            server.StaySilent(stream);
        }
    });

    /// <summary>A server with one file. Without a length, the end of the connection is the end of the file.</summary>
    public static LoopbackServer File(byte[] body, string contentType, bool withLength) => new((_, stream) =>
    {
        string length = withLength ? $"Content-Length: {body.Length}\r\n" : "";
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.0 200 OK\r\nContent-Type: {contentType}\r\n{length}\r\n"));
        stream.Write(body);
    });

    public void Dispose()
    {
        stopping = true;
        listener.Dispose();
        thread.Join();
    }

    private void Serve()
    {
        byte[] request = new byte[4096];
        while (!stopping)
        {
            try
            {
                using TcpClient client = listener.AcceptTcpClient();
                using NetworkStream stream = client.GetStream();
                if (stream.Read(request) > 0)
                {
                    answer(this, stream);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The client left, or this server is being disposed.
            }
        }
    }

    private static void SendPart(NetworkStream stream, byte[] part)
    {
        stream.Write(Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {part.Length}\r\n\r\n"));
        stream.Write(part);
        stream.Write("\r\n"u8);
    }

    private void StaySilent(NetworkStream stream)
    {
        while (!stopping && !(stream.Socket.Poll(TimeSpan.FromMilliseconds(10), SelectMode.SelectRead) && stream.Socket.Available == 0))
        {
            // Until the client leaves.
        }
    }

    private void SendPictures(NetworkStream stream, int frames)
    {
        stream.Write("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8);
        using Mat picture = new();
        for (int i = 0; i < frames && !stopping; i++)
        {
            FrameCounter.Draw(picture, i);
            byte[] jpeg = picture.ImEncode(".jpg");
            SendPart(stream, jpeg);
            RealTime.Pass(milliseconds: 10); // the camera's clock
        }
    }
}

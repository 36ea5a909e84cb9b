using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture;

/// <summary>A network camera on loopback: answers one client with <see cref="FrameCounter"/> pictures as MJPEG, until it is disposed or its pictures have run out.</summary>
internal sealed class MjpegServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int frames;
    private readonly Thread thread;
    private volatile bool stopping;

    public MjpegServer(int frames = int.MaxValue)
    {
        this.frames = frames;
        listener.Start();
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/stream";

    public void Dispose()
    {
        stopping = true;
        listener.Dispose();
        thread.Join();
    }

    private void Serve()
    {
        while (!stopping)
        {
            try
            {
                using TcpClient client = listener.AcceptTcpClient();
                Send(client.GetStream());
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The client left, or this server is being disposed.
            }
        }
    }

    private void Send(NetworkStream stream)
    {
        byte[] request = new byte[4096];
        if (stream.Read(request) == 0)
        {
            return;
        }

        stream.Write("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"u8);
        using Mat picture = new();
        for (int i = 0; i < frames && !stopping; i++)
        {
            FrameCounter.Draw(picture, i);
            byte[] jpeg = picture.ImEncode(".jpg");
            stream.Write(Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n"));
            stream.Write(jpeg);
            stream.Write("\r\n"u8);
            Thread.Sleep(10); // the camera's clock
        }
    }
}

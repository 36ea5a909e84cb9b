using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>A web server on loopback that answers every request with the same body.</summary>
/// <remarks>On bare sockets: <see cref="HttpListener"/> may hang if it is closed while a thread waits for the next request.</remarks>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly byte[] body;
    private readonly byte[] header;
    private readonly Thread thread;
    private volatile bool stopping;

    public FileServer(byte[] body, string contentType, bool withLength)
    {
        this.body = body;
        string length = withLength ? $"Content-Length: {body.Length}\r\n" : "";
        header = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\n{length}Connection: close\r\n\r\n");
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/file";
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public string Url { get; }

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
                using NetworkStream stream = client.GetStream();
                using StreamReader request = new(stream, Encoding.ASCII);
                while (!string.IsNullOrEmpty(request.ReadLine()))
                {
                    // Every request gets the same answer.
                }

                stream.Write(header);
                stream.Write(body);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The client left, or this server is being disposed.
            }
        }
    }
}

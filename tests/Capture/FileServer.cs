using System.Net;

namespace EdgeResNet.Tests.Capture;

/// <summary>A web server on loopback that answers every request with the same body.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Thread thread;

    public FileServer(byte[] body, string contentType, bool withLength)
    {
        Url = $"http://127.0.0.1:{FreePort()}/file";
        listener.Prefixes.Add(Url[..^4]);
        listener.Start();
        thread = new Thread(() => Serve(body, contentType, withLength)) { IsBackground = true };
        thread.Start();
    }

    public string Url { get; }

    public void Dispose()
    {
        listener.Close();
        thread.Join();
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void Serve(byte[] body, string contentType, bool withLength)
    {
        while (listener.IsListening)
        {
            try
            {
                using HttpListenerResponse response = listener.GetContext().Response;
                response.ContentType = contentType;
                response.SendChunked = !withLength;
                if (withLength)
                {
                    response.ContentLength64 = body.Length;
                }

                response.OutputStream.Write(body);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client left, or this server is being disposed.
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Another site, with a page that is nothing but a link.</summary>
internal sealed class LinkingSite : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public LinkingSite(Uri target)
    {
        listener.Start();
        string html = $"<a href=\"{target}\">look</a>";
        _ = ServeAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {html.Length}\r\nConnection: close\r\n\r\n{html}"));
    }

    /// <summary>By a name that is not the target's, so that browsers call it another site.</summary>
    public Uri Address => new($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptSocketAsync();
                await client.ReceiveAsync(new byte[4096]);
                await client.SendAsync(answer);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // closed
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>
/// A web proxy on loopback for one <c>ffmpeg</c>. It fetches what has the scheme, host and port of the stream and nothing
/// else, so a playlist reaches no other place. Login, certificates and redirects are those of <see cref="HttpConnection"/>.
/// A password keeps other users of this machine out.
/// </summary>
internal sealed class StreamRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly HttpConnection connection;
    private readonly Uri place;
    private readonly string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly string authorization;
    private readonly Task accepting;
    private string? refusal;

    /// <summary>Starts listening. Takes over <paramref name="connection"/>, which has asked for the stream.</summary>
    public StreamRelay(HttpConnection connection)
    {
        this.connection = connection;
        place = connection.Place;
        authorization = $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"ffmpeg:{password}"))}";
        listener.Start();
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The user's address.</summary>
    public NetworkAddress Address => connection.Address;

    /// <summary>The address for <c>ffmpeg</c>: always http, since this side is not encrypted.</summary>
    public string Input => $"{Origin}{place.PathAndQuery}";

    /// <summary>What was asked for and not fetched, for people; null if there was nothing.</summary>
    public string? Refusal => Volatile.Read(ref refusal);

    private string Origin => $"http://{(place.HostNameType == UriHostNameType.IPv6 ? $"[{place.DnsSafeHost}]" : place.IdnHost)}:{place.Port}";

    /// <summary>Sends all web requests of a child process here. Unlike a command line, its environment is hidden from other users.</summary>
    public void Serve(IDictionary<string, string?> environment)
    {
        environment["http_proxy"] = $"http://ffmpeg:{password}@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        environment.Remove("no_proxy");
    }

    public void Dispose()
    {
        ending.Cancel();
        listener.Dispose();
        accepting.GetAwaiter().GetResult();
        connection.Dispose();
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(ending.Token).ConfigureAwait(false);
                serving.RemoveAll(task => task.IsCompleted);
                serving.Add(Task.Run(() => Serve(client)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The source is being closed.
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private void Serve(TcpClient client)
    {
        using (client)
        using (NetworkStream stream = client.GetStream())
        using (ending.Token.Register(client.Close))
        {
            try
            {
                if (RelayRequest.Read(stream) is RelayRequest request)
                {
                    Answer(request, stream);
                }
            }
#pragma warning disable CA1031 // a piece of the stream fails for any reason: ffmpeg asks again, or ends with the reason
            catch (Exception e)
#pragma warning restore CA1031
            {
                Volatile.Write(ref refusal, e is UserException ? e.Message : Refusal);
            }
        }
    }

    private void Answer(RelayRequest request, NetworkStream stream)
    {
        if (request.Authorization != authorization)
        {
            stream.Write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"relay\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
            return;
        }

        if (!request.Target.StartsWith($"{Origin}/", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(place, request.Target[Origin.Length..], out Uri? target) || !OriginCredential.IsSame(place, target))
        {
            Volatile.Write(ref refusal, $"the playlist names {AddressMask.OfAddress(request.Target)}, which is not on {place.Authority}; pieces of a stream must come from where the playlist is");
            stream.Write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
            return;
        }

        using HttpResponseMessage response = Fetch(target, request.Range);
        using CancellationTokenRegistration leaving = ending.Token.Register(response.Dispose); // ends a read from a silent server
        HttpContentHeaders headers = response.Content.Headers;
        byte[]? playlist = PlaylistText.Is(headers.ContentType, target) && place.Scheme == Uri.UriSchemeHttps && response.IsSuccessStatusCode
            ? PlaylistText.WithoutTls(response.Content.ReadAsStream(ending.Token), place, Origin)
            : null;
        StringBuilder head = new($"HTTP/1.1 {(int)response.StatusCode} {response.StatusCode}\r\nConnection: close\r\n");
        head.Append(headers.ContentType is null ? "" : $"Content-Type: {headers.ContentType}\r\n");
        head.Append(headers.ContentRange is null ? "" : $"Content-Range: {headers.ContentRange}\r\n");
        head.Append((playlist?.Length ?? headers.ContentLength) is long length ? $"Content-Length: {length}\r\n" : "");
        stream.Write(Encoding.Latin1.GetBytes($"{head}\r\n"));
        if (playlist is not null)
        {
            stream.Write(playlist);
            return;
        }

        response.Content.CopyTo(stream, context: null, ending.Token);
    }

    /// <summary>Fetches a piece; a redirect may lead to the same origin only.</summary>
    private HttpResponseMessage Fetch(Uri target, RangeHeaderValue? range)
    {
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = connection.Ask(target, range, ending.Token);
            if (connection.RedirectOf(response, target) is not Uri next)
            {
                return response;
            }

            response.Dispose();
            if (redirects == HttpConnection.MostRedirects || !OriginCredential.IsSame(place, next))
            {
                throw new DeviceException($"the server redirects to {AddressMask.OfAddress(next.OriginalString)}, which is not on {place.Authority}; pieces of a stream must come from where the playlist is");
            }

            target = next;
        }
    }
}

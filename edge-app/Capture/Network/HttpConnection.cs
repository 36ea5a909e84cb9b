using System.Net.Http.Headers;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Asks a web server or camera for pictures. Follows redirects itself: a login stays with its server, and what a server names is no more than a place on the web.</summary>
internal sealed class HttpConnection : IDisposable
{
    /// <summary>Redirects in a row that are followed.</summary>
    public const int MostRedirects = 5;

    private readonly HttpClient client;
    private readonly SourceTrust? trust;

    /// <summary>Prepares a connection; it is opened by the first request.</summary>
    public HttpConnection(NetworkAddress address, SourceTrust? trust, TimeSpan patience)
    {
        Address = address;
        Patience = patience;
        this.trust = trust;
        Place = address.Uri;
        SocketsHttpHandler handler = new()
        {
            ConnectTimeout = patience,
            ResponseDrainTimeout = TimeSpan.Zero,
            AllowAutoRedirect = false,
            Credentials = address.Credential is null ? null : new OriginCredential(address.Uri, address.Credential),
            PreAuthenticate = true,
        };
        if (trust is not null)
        {
            handler.SslOptions = trust.Tls();
        }

        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The user's address.</summary>
    public NetworkAddress Address { get; }

    /// <summary>Time limit for an answer.</summary>
    public TimeSpan Patience { get; }

    /// <summary>The place that answered last, after redirects.</summary>
    public Uri Place { get; private set; }

    /// <summary>Asks the user's address and follows redirects.</summary>
    /// <returns>A successful answer, whose body is still to be read.</returns>
    /// <exception cref="DeviceException">The server does not answer, or not with success.</exception>
    /// <exception cref="HttpRequestException">The answer is not valid HTTP (<see cref="HttpRequestError.InvalidResponse"/>).</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public HttpResponseMessage Get(CancellationToken stop)
    {
        Place = Address.Uri;
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = Ask(Place, range: null, stop);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                Place = RedirectOf(response, Place) ?? throw HttpFailure.Of(Address.Name, response.StatusCode, Place);
            }

            if (redirects == MostRedirects)
            {
                throw new DeviceException($"{Address.Name}: redirects more than {MostRedirects} times; give the address of the stream itself");
            }
        }
    }

    /// <summary>Asks one place, once.</summary>
    /// <param name="place">The place.</param>
    /// <param name="range">The bytes wanted; null for all.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Any answer, also a failure.</returns>
    /// <exception cref="DeviceException">As above; so are the others.</exception>
    public HttpResponseMessage Ask(Uri place, RangeHeaderValue? range, CancellationToken stop)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        waiting.CancelAfter(Patience);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, place);
            request.Headers.Range = range;
            return client.Send(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new DeviceException($"{Address.Name}: does not answer within {Patience.TotalSeconds} s{HttpFailure.Through(place)}; check the address and that the camera is on", e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }))
        {
            throw HttpFailure.Of(Address.Name, e, place, trust); // whatever a server sends
        }
    }

    /// <summary>The place that an answer from <paramref name="place"/> redirects to; null if it is no redirect.</summary>
    /// <exception cref="DeviceException">It is no place on the web, or less safe.</exception>
    public Uri? RedirectOf(HttpResponseMessage response, Uri place)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || !response.Headers.NonValidated.TryGetValues("Location", out HeaderStringValues values))
        {
            return null;
        }

        string location = values.ToString();
        if (!Uri.TryCreate(place, location, out Uri? target) || target.Host.Length == 0 || (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps))
        {
            throw new DeviceException($"{Address.Name}: redirects to '{AddressMask.OfAddress(location)}', which is no web address; if you trust it, give it as the source");
        }

        return place.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp
            ? throw new DeviceException($"{Address.Name}: redirects from https to http, which is not encrypted; if you accept that, give {AddressMask.OfAddress(target.OriginalString)} as the source")
            : target;
    }

    public void Dispose() => client.Dispose();
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>
/// Posts a change as JSON to a web server. With a secret, <see cref="SignatureHeader"/> signs each request: <c>sha256=</c> and
/// the HMAC-SHA256, in hexadecimal, of timestamp, full stop and body. A receiver that refuses old timestamps is safe from
/// replayed requests. All attempts for one change share a <see cref="DeliveryHeader"/>.
/// </summary>
internal sealed class Webhook : IChangeTarget
{
    /// <summary>Time of the request, in seconds since 1970.</summary>
    public const string TimestampHeader = "X-EdgeResNet-Timestamp";

    /// <summary>Signature that proves knowledge of the secret.</summary>
    public const string SignatureHeader = "X-EdgeResNet-Signature";

    /// <summary>Identifies the change, so that a receiver can detect repeats.</summary>
    public const string DeliveryHeader = "X-EdgeResNet-Delivery";

    private static readonly TimeSpan limit = SinkLimits.Attempt;
    private readonly Uri address;
    private readonly byte[]? secret;
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) }) { Timeout = limit };
    private Change? latest;
    private string delivery = "";

    /// <summary>Prepares a hook.</summary>
    /// <param name="address">Address that receives the changes.</param>
    /// <param name="secret">Secret for the signature; null for unsigned requests.</param>
    /// <exception cref="UsageException">The address is not one of a web server.</exception>
    public Webhook(string address, string? secret)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || UserInfo.In(address).HiddenEnd > UserInfo.In(address).Start)
        {
            throw new UsageException("--on-change: expected an address such as https://host/path, without user name and password");
        }

        this.address = uri;
        this.secret = secret is null ? null : Encoding.UTF8.GetBytes(secret);
    }

    public string Name => "on-change";

    public int Attempts => 6; // over about fifteen seconds

    public TimeSpan Limit => limit;

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    public static string Sign(byte[] secret, string timestamp, byte[] body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes(timestamp), (byte)'.', .. body]));

    public DeliveryFailure? Deliver(Change change, CancellationToken stop)
    {
        if (!ReferenceEquals(latest, change))
        {
            (latest, delivery) = (change, Guid.NewGuid().ToString("N"));
        }

        try
        {
            using HttpRequestMessage request = Request(change.ToJson());
            using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, stop);
            bool mayPass = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
            return response.IsSuccessStatusCode ? null : new DeliveryFailure($"{address.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}", mayPass);
        }
        catch (HttpRequestException e)
        {
            return new DeliveryFailure(e.Message, MayPass: true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new DeliveryFailure($"{address.Host} had not answered when the run ended", MayPass: false);
        }
        catch (OperationCanceledException)
        {
            return new DeliveryFailure($"{address.Host} did not answer within {limit.TotalSeconds:0} s", MayPass: true);
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage Request(byte[] body)
    {
        string timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(DeliveryHeader, delivery);
        request.Headers.Add(TimestampHeader, timestamp);
        if (secret is not null)
        {
            request.Headers.Add(SignatureHeader, Sign(secret, timestamp, body));
        }

        return request;
    }
}

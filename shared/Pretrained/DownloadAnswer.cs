using System.Net;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>Explains a server's answer, or its absence, to the user. Messages never name a proxy, because its address may contain a password.</summary>
internal static class DownloadAnswer
{
    /// <summary>Refuses every answer that is not the file.</summary>
    /// <exception cref="InputException">The answer is not the file.</exception>
    public static void Check(Uri uri, HttpResponseMessage response)
    {
        int code = (int)response.StatusCode;
        string? reason = response.StatusCode switch
        {
            HttpStatusCode.OK when response.Content.Headers.ContentType?.MediaType is "text/html" => "the answer is a web page instead of the file, perhaps a proxy's log-in; open the address in a browser",
            HttpStatusCode.OK => null,
            HttpStatusCode.PartialContent => null,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => $"the server has no such file ({code}); if a mirror is set, check {WeightPlaces.AddressVariable}",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"the server or a proxy refuses it ({code}); check whether this network allows the address",
            HttpStatusCode.ProxyAuthenticationRequired => $"the proxy requires a user name and password ({code}); put them into HTTPS_PROXY",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => $"the server redirects endlessly, or from https to http ({code})",
            >= HttpStatusCode.InternalServerError => $"the server has a problem ({code}); try again later",
            _ => $"the server answers {code}",
        };
        if (reason is not null)
        {
            throw new InputException($"{uri}: {reason}{Otherwise}");
        }
    }

    /// <summary>The server's identifier of the content: a strong ETag, or the date; null without either. A weak tag does not guarantee the same bytes.</summary>
    public static string? TagOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    /// <summary>There was no answer.</summary>
    public static InputException Unreachable(Uri uri, HttpRequestException error)
    {
        string reason = error.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"the name {uri.Host} cannot be resolved: there is no network, or a proxy is needed (HTTPS_PROXY)",
            HttpRequestError.SecureConnectionError => "the secure connection failed; check this machine's clock and certificates",
            HttpRequestError.ProxyTunnelError => "the proxy refuses the connection; check HTTPS_PROXY",
            HttpRequestError.ConnectionError => "no connection; check the network, or HTTPS_PROXY for a proxy",
            HttpRequestError other => $"the request failed ({other})",
        };
        return new InputException($"{uri}: {reason}{Otherwise}", error);
    }

    /// <summary>The server accepted the connection and sent no answer.</summary>
    public static InputException Silent(Uri uri, TimeSpan patience, Exception error) =>
        new(FormattableString.Invariant($"{uri}: no answer within {patience.TotalSeconds:0.#} s; try again later{Otherwise}"), error);

    private static string Otherwise => $", or fetch the file elsewhere and name its folder with {WeightPlaces.OwnVariable}";
}

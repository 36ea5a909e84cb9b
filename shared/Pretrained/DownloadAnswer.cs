using System.Net;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>What a server's answer, or its absence, means for a user. Messages name no proxy, whose address may hold a password.</summary>
internal static class DownloadAnswer
{
    /// <summary>Refuses every answer that is not the file.</summary>
    /// <exception cref="InputException">Says what the answer is and what to do.</exception>
    public static void Check(Uri uri, HttpResponseMessage response)
    {
        int code = (int)response.StatusCode;
        string? reason = response.StatusCode switch
        {
            HttpStatusCode.OK when response.Content.Headers.ContentType?.MediaType is "text/html" => "the answer is a web page and not the file, as a proxy's log-in would be; open the address in a browser",
            HttpStatusCode.OK => null,
            HttpStatusCode.PartialContent => null,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => $"the server has no such file ({code}); see {WeightPlaces.AddressVariable} where a mirror is set",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"the server or a proxy refuses it ({code}); see whether this network allows the address",
            HttpStatusCode.ProxyAuthenticationRequired => $"the proxy wants a user name and password ({code}); put them into HTTPS_PROXY",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => $"the server leads elsewhere without end, or from https to http ({code})",
            >= HttpStatusCode.InternalServerError => $"the server has a problem of its own ({code}); try again later",
            _ => $"the server answers {code}",
        };
        if (reason is not null)
        {
            throw new InputException($"{uri}: {reason}{Otherwise}");
        }
    }

    /// <summary>What the server calls the content: a strong ETag or else its date; null for neither, since a weak tag does not promise the same bytes.</summary>
    public static string? TagOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    /// <summary>There was no answer.</summary>
    public static InputException Unreachable(Uri uri, HttpRequestException error)
    {
        string reason = error.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"the name {uri.Host} is not known here: there is no network, or a proxy is needed (HTTPS_PROXY)",
            HttpRequestError.SecureConnectionError => "the secure connection failed; see this machine's clock and certificates",
            HttpRequestError.ProxyTunnelError => "the proxy refuses the connection; see HTTPS_PROXY",
            HttpRequestError.ConnectionError => "no connection; see the network, or HTTPS_PROXY for a proxy",
            HttpRequestError other => $"the request failed ({other})",
        };
        return new InputException($"{uri}: {reason}{Otherwise}", error);
    }

    /// <summary>The server took the connection and said nothing.</summary>
    public static InputException Silent(Uri uri, TimeSpan patience, Exception error) =>
        new(FormattableString.Invariant($"{uri}: no answer within {patience.TotalSeconds:0.#} s; try again later{Otherwise}"), error);

    private static string Otherwise => $", or fetch the file elsewhere and name its folder with {WeightPlaces.OwnVariable}";
}

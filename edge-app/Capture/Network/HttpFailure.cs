using System.Net;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Words for what goes wrong with a web server: what happened, and what to do.</summary>
internal static class HttpFailure
{
    /// <summary>An answer without success.</summary>
    public static DeviceException Of(string name, HttpStatusCode status, Uri place) => new(
        $"{name}: answers {(int)status} {status}{Through(place)}; check the path{(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ", and user name and password in the address" : "")}");

    /// <summary>No answer, or none that can be used.</summary>
    public static DeviceException Of(string name, Exception e, Uri place, SourceTrust? trust) => new(
        (e as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => $"{name}: makes no secure connection ({Reason(e)}){Through(place)}; {(trust is null ? $"a camera that signs its own certificate is trusted with {SourceTrust.Option} FILE" : $"{trust.File} holds neither its certificate nor its signer's")}",
            HttpRequestError.ResponseEnded => $"{name}: closes the connection without an answer ({Reason(e)}){Through(place)}; check the address and its port",
            null => $"{name}: sends an answer that cannot be used ({e.GetType().Name}: {Reason(e)}); check the address",
            _ => $"{name}: cannot be reached ({Reason(e)}){Through(place)}; check the address and that the camera is on",
        },
        e);

    /// <summary>Names the proxy that is in between, and how to do without; empty if there is none.</summary>
    public static string Through(Uri place)
    {
        IWebProxy proxies = HttpClient.DefaultProxy;
        Uri? proxy = proxies.IsBypassed(place) ? null : proxies.GetProxy(place);
        return proxy is null || proxy == place ? "" : $" through the proxy {AddressMask.OfAddress(proxy.OriginalString)} that the variable {place.Scheme}_proxy names; for a local camera set no_proxy={place.Host}";
    }

    /// <summary>The message, and that of the innermost exception where it says more.</summary>
    private static string Reason(Exception e)
    {
        Exception inner = e.GetBaseException();
        return AddressMask.Of((ReferenceEquals(inner, e) || e.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? e.Message
            : $"{e.Message.Replace(", see inner exception.", "", StringComparison.Ordinal)}: {inner.Message}").ReplaceLineEndings(" "));
    }
}

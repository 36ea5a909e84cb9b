using System.Net;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>User name and password for one server only: the login survives a redirect there and goes to no other.</summary>
/// <param name="origin">The address that the user gave them for.</param>
/// <param name="credential">What it may get.</param>
internal sealed class OriginCredential(Uri origin, NetworkCredential credential) : ICredentials
{
    public NetworkCredential? GetCredential(Uri uri, string authType) => MayReceive(origin, uri) ? credential : null;

    /// <summary>Whether <paramref name="other"/> may get what was given for <paramref name="origin"/>: the same scheme, host and port, or the same host over https instead of http.</summary>
    public static bool MayReceive(Uri origin, Uri other) =>
        origin.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (IsSame(origin, other) || (origin.Scheme == Uri.UriSchemeHttp && other.Scheme == Uri.UriSchemeHttps));

    /// <summary>Whether both have the same scheme, host and port.</summary>
    public static bool IsSame(Uri origin, Uri other) =>
        origin.Scheme == other.Scheme && origin.Port == other.Port && origin.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);
}

using System.Globalization;
using System.Net;

namespace EdgeResNet.Shared.Addresses;

/// <summary>Judges what may be a host name in an address.</summary>
internal static class HostName
{
    /// <summary>Judges <c>host[:port]</c> from <paramref name="start"/> up to the next <c>/</c>, <c>?</c>, <c>#</c> or the end.</summary>
    public static HostLikeness At(string address, int start)
    {
        ReadOnlySpan<char> text = address.AsSpan(start);
        int end = text.IndexOfAny('/', '?', '#');
        text = end < 0 ? text : text[..end];
        int colon = text.LastIndexOf(':');
        bool numbered = colon >= 0 && !text.EndsWith("]");
        if (numbered && !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return HostLikeness.None;
        }

        string host = (numbered ? text[..colon] : text).ToString();
        if (host.StartsWith('[') && host.EndsWith(']') && IPAddress.TryParse(host, out _))
        {
            return HostLikeness.Certain;
        }

        return Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv4 when host.Count(c => c == '.') == 3 => HostLikeness.Certain,
            UriHostNameType.Dns when host.Equals("localhost", StringComparison.OrdinalIgnoreCase) => HostLikeness.Certain,
            UriHostNameType.Dns or UriHostNameType.IPv4 => host.TrimEnd('.').Contains('.', StringComparison.Ordinal) ? HostLikeness.Dotted : numbered ? HostLikeness.Numbered : HostLikeness.Name,
            _ => HostLikeness.None,
        };
    }
}

using System.Globalization;
using System.Net;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Address of the web preview: <c>ADDR:PORT</c>, <c>PORT</c>, <c>:PORT</c> (all addresses) or <c>localhost:PORT</c>.</summary>
internal static class PreviewAddress
{
    /// <summary>Only this machine.</summary>
    public const string Default = "127.0.0.1:8080";

    /// <summary>Parses an address; port 0 means any free port.</summary>
    /// <exception cref="UsageException">The address is invalid.</exception>
    public static IPEndPoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int colon = trimmed.LastIndexOf(':');
        string host = colon < 0 ? "127.0.0.1" : trimmed[..colon];
        string port = colon < 0 ? trimmed : trimmed[(colon + 1)..];
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || !TryHost(host, out IPAddress address))
        {
            throw new UsageException($"'{text}' is not an address for the web preview; expected ADDR:PORT with a numeric address, such as {Default}, or 0.0.0.0:8080 for all networks");
        }

        return new IPEndPoint(address, number);
    }

    private static bool TryHost(string host, out IPAddress address)
    {
        address = host switch
        {
            "" or "*" => IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.None,
        };
        return !address.Equals(IPAddress.None) || IPAddress.TryParse(host.Trim('[', ']'), out address!);
    }
}

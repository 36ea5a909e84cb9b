using System.Net;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Address of a network camera. User name and password are kept apart: they are sent, but never shown.</summary>
internal sealed class NetworkAddress
{
    private NetworkAddress(string text, Uri uri, string name, NetworkCredential? credential)
    {
        Text = text;
        Uri = uri;
        Name = name;
        Credential = credential;
    }

    /// <summary>The user's text.</summary>
    public string Text { get; }

    /// <summary>Without credentials.</summary>
    public Uri Uri { get; }

    /// <summary>The user's text, without credentials.</summary>
    public string Name { get; }

    /// <summary>User name and password; null if there are none.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>Parses an address.</summary>
    /// <exception cref="UsageException">The address is invalid.</exception>
    public static NetworkAddress Parse(string text)
    {
        int host = text.IndexOf("://", StringComparison.Ordinal) + 3;
        int slash = text.IndexOf('/', host);
        int at = text.LastIndexOf('@', slash < 0 ? text.Length - 1 : slash);
        string name = at < host ? text : text[..host] + text[(at + 1)..];
        if (!Uri.TryCreate(name, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw new UsageException($"source {name}: not a valid address; expected one such as rtsp://host/path or http://host/path");
        }

        if (at < host)
        {
            return new NetworkAddress(text, uri, name, null);
        }

        string[] user = text[host..at].Split(':', 2);
        NetworkCredential credential = new(Uri.UnescapeDataString(user[0]), user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        return new NetworkAddress(text, uri, name, credential);
    }
}

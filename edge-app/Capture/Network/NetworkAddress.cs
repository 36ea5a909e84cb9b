using System.Net;
using EdgeResNet.Shared.Addresses;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Address of a network camera. User name and password are kept apart: they are sent, but never shown.</summary>
internal sealed class NetworkAddress
{
    private NetworkAddress(string name, Uri uri, NetworkCredential? credential)
    {
        Name = name;
        Uri = uri;
        Credential = credential;
    }

    /// <summary>Without user name and password; a query may still hold secrets.</summary>
    public Uri Uri { get; }

    /// <summary>The user's text for display, without secrets.</summary>
    public string Name { get; }

    /// <summary>User name and password; null if there are none.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>The address with its secrets, for another program: user name and password are percent-encoded, so a password may hold any character.</summary>
    public string WithSecrets
    {
        get
        {
            string text = Uri.OriginalString;
            int host = text.IndexOf("://", StringComparison.Ordinal) + 3;
            return Credential is null ? text : $"{text[..host]}{Uri.EscapeDataString(Credential.UserName)}:{Uri.EscapeDataString(Credential.Password)}@{text[host..]}";
        }
    }

    /// <summary>Parses an address.</summary>
    /// <exception cref="UsageException">The address is invalid.</exception>
    public static NetworkAddress Parse(string text)
    {
        UserInfo user = UserInfo.In(text);
        string name = AddressMask.OfAddress(text);
        if (!Uri.TryCreate(text[..user.Start] + text[user.End..], UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw new UsageException($"source {name}: not a valid address; expected one such as rtsp://host/path or http://host/path");
        }

        return new NetworkAddress(name, uri, CredentialOf(text, user));
    }

    /// <summary>The place that a server names instead; the same name is shown.</summary>
    /// <param name="uri">The place.</param>
    /// <param name="credential">What may be sent there.</param>
    public NetworkAddress MovedTo(Uri uri, NetworkCredential? credential) => new(Name, uri, credential);

    /// <summary>A text of a server or a program, without this address's secrets.</summary>
    public string Mask(string text)
    {
        string masked = AddressMask.Of(text.Replace(WithSecrets, Name, StringComparison.Ordinal).Replace(Uri.OriginalString, Name, StringComparison.Ordinal));
        return Credential?.Password is { Length: > 3 } password // a shorter one would hide words
            ? masked.Replace(password, AddressMask.Hidden, StringComparison.Ordinal).Replace(Uri.EscapeDataString(password), AddressMask.Hidden, StringComparison.Ordinal)
            : masked;
    }

    internal static NetworkCredential? CredentialOf(string text, UserInfo user)
    {
        if (user.End == user.Start)
        {
            return null;
        }

        string[] parts = text[user.Start..(user.End - 1)].Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}

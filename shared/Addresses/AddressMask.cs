using System.Text.RegularExpressions;

namespace EdgeResNet.Shared.Addresses;

/// <summary>Hides user names, passwords, tokens and keys in addresses before anything shows them. Hides too much rather than too little.</summary>
internal static partial class AddressMask
{
    /// <summary>Stands for a secret.</summary>
    public const string Hidden = "***";

    /// <summary>Masks a text that is one address, well-formed or not.</summary>
    public static string OfAddress(string address)
    {
        if (!address.Contains("://", StringComparison.Ordinal))
        {
            int at = address.LastIndexOf('@');
            string rest = at >= 0 && address.AsSpan(0, at).Contains(':') ? Hidden + address[at..] : address;
            return rest.Contains('?', StringComparison.Ordinal) ? MaskedQuery.Of(rest) : rest;
        }

        UserInfo user = UserInfo.In(address);
        return address[..user.Start] + MaskedQuery.Of(address[user.HiddenEnd..]);
    }

    /// <summary>Masks every address in a text, such as a library's message.</summary>
    public static string Of(string text) => text.Contains("://", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal)
        ? Address().Replace(text, found => OfAddressInText(found.Value))
        : text;

    /// <summary>Without the marks that follow an address in a sentence, so that these stay.</summary>
    private static string OfAddressInText(string found)
    {
        int end = found.AsSpan().TrimEnd(":,;)'\"").Length;
        return OfAddress(found[..end]) + found[end..];
    }

    // An address: from its scheme to the next blank, and on to an @ where a blank may belong to a password. Or user:password@host, or options of a query.
    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9+.\-]*://(?:[^\s:@/?#\[]*:(?!\d+(?:[/?#\s:,;)'""]|$))[^\r\n@]*@\S*|\S+)|(?<![^\s'""(])[^\s:@'""(]+:[^\s@]+@\S+|\S*\?\S*=\S*", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}

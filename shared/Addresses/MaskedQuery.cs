using System.Buffers;
using System.Text;

namespace EdgeResNet.Shared.Addresses;

/// <summary>Hides secrets in what follows an address's host: <c>password=</c>, <c>token=</c> and the like, in path, query and fragment, also percent-encoded.</summary>
internal static class MaskedQuery
{
    private const int Decodings = 3; // an address within an address within an address

    private static readonly SearchValues<char> nameStarts = SearchValues.Create("?#/=, ");
    private static readonly string[] secretParts = ["pass", "pwd", "psw", "token", "secret", "apikey", "accesskey", "auth", "signature", "credential", "bearer", "jwt", "hmac", "session"];
    private static readonly string[] secretEnds = ["key", "sig", "pas", "pw"];
    private static readonly string[] secretNames = ["cred", "creds", "sign", "code", "otp", "pin", "sid"];
    private static readonly string[] userNames = ["user", "usr", "username", "login", "account", "userinfo", "streamid"];

    /// <summary>The text with <see cref="AddressMask.Hidden"/> in place of each secret.</summary>
    public static string Of(string text)
    {
        StringBuilder masked = new(text.Length);
        bool inQuery = false;
        bool hiding = false; // a part without a name belongs to the value before it
        for (int start = 0; start <= text.Length;)
        {
            int end = text.AsSpan(start).IndexOfAny('&', ';');
            end = end < 0 ? text.Length : start + end;
            string part = text[start..end];
            if (!(hiding && !part.Contains('=', StringComparison.Ordinal)))
            {
                masked.Append(start > 0 ? text[(start - 1)..start] : "");
                hiding = AppendPart(masked, part, inQuery);
            }

            inQuery |= part.Contains('?', StringComparison.Ordinal) || part.Contains('#', StringComparison.Ordinal);
            start = end + 1;
        }

        return masked.ToString();
    }

    /// <returns>Whether the end of the part is hidden.</returns>
    private static bool AppendPart(StringBuilder masked, string part, bool inQuery)
    {
        int mark = part.AsSpan().IndexOfAny('?', '#');
        for (int equals = part.IndexOf('=', StringComparison.Ordinal); equals >= 0; equals = part.IndexOf('=', equals + 1))
        {
            int name = part.AsSpan(0, equals).LastIndexOfAny(nameStarts) + 1;
            if (IsSecret(part[name..equals], part[(equals + 1)..]))
            {
                masked.Append(part, 0, equals + 1).Append(AddressMask.Hidden);
                return true;
            }
        }

        int value = part.IndexOf('=', StringComparison.Ordinal) + 1;
        value = value > 0 ? value : inQuery ? 0 : mark >= 0 ? mark + 1 : part.Length;
        bool hides = value < part.Length && HidesMore(part, value);
        masked.Append(part, 0, hides ? value : part.Length).Append(hides ? AddressMask.Hidden : "");
        return hides;
    }

    /// <summary>Whether a value without a secret name is <c>user:password</c>, or holds an address or encoded options with a secret.</summary>
    private static bool HidesMore(string part, int value)
    {
        string text = part[value..];
        string decoded = Decoded(text);
        bool named = value > 0 && part[value - 1] == '=';
        return (!named && decoded.Contains(':', StringComparison.Ordinal))
            || (decoded.Contains("://", StringComparison.Ordinal) && AddressMask.OfAddress(decoded) != decoded)
            || (decoded != text && decoded.Contains('=', StringComparison.Ordinal) && Of($"?{decoded}") != $"?{decoded}");
    }

    private static bool IsSecret(string name, string value)
    {
        string plain = string.Concat(Decoded(name).Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return secretParts.Any(part => plain.Contains(part, StringComparison.Ordinal))
            || secretEnds.Any(end => plain.EndsWith(end, StringComparison.Ordinal))
            || secretNames.Contains(plain)
            || (userNames.Contains(plain) && Decoded(value).Contains(':', StringComparison.Ordinal));
    }

    private static string Decoded(string text)
    {
        for (int i = 0; i < Decodings; i++)
        {
            text = Uri.UnescapeDataString(text);
        }

        return text;
    }
}

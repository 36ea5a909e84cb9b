namespace EdgeResNet.Shared.Contract;

/// <summary>Makes text from outside, such as a file name, safe for a terminal.</summary>
internal static class Printable
{
    /// <summary>Whether a terminal shows the text unchanged: it has no control characters and no characters that change the reading direction.</summary>
    public static bool Is(string text) => !text.Any(IsControl);

    /// <summary>The text with these characters escaped, such as <c>\u001b</c>.</summary>
    public static string Of(string text) => Is(text) ? text : string.Concat(text.Select(c => IsControl(c) ? $@"\u{(int)c:x4}" : c.ToString()));

    private static bool IsControl(char c) => char.IsControl(c) || c is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}

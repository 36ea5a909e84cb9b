namespace EdgeResNet.Shared.Contract;

/// <summary>Text from elsewhere, such as a file's name, where a terminal shows it.</summary>
internal static class Printable
{
    /// <summary>Whether a terminal shows the text as it is: nothing in it moves the cursor, colours, ends the line or turns the direction of reading.</summary>
    public static bool Is(string text) => !text.Any(IsControl);

    /// <summary>The text with such characters as <c>\u001b</c>.</summary>
    public static string Of(string text) => Is(text) ? text : string.Concat(text.Select(c => IsControl(c) ? $@"\u{(int)c:x4}" : c.ToString()));

    private static bool IsControl(char c) => char.IsControl(c) || c is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}

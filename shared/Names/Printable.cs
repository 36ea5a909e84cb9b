using System.Globalization;
using System.Text;

namespace EdgeResNet.Shared.Names;

/// <summary>
/// Text from outside, such as a class, a file name or a server's answer, as people read it: in a terminal, on a page and in a
/// picture alike. Characters that a display obeys or hides are shown as <c>\u202e</c>, the form that JSON uses too. Escaping
/// twice changes nothing.
/// </summary>
/// <remarks>Unicode Technical Standard 39 and Annex 9 name these characters; Annex 31 says where joiners belong.</remarks>
internal static class Printable
{
    private const int ZeroWidthNonJoiner = 0x200c;
    private const int ZeroWidthJoiner = 0x200d;

    /// <summary>Whether a class, a model or a file of a bundle may have this name: it has no control characters, no line separators, no characters that override the reading direction, and no half of a pair.</summary>
    public static bool IsName(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069))
            {
                return false;
            }
        }

        return IsWellFormed(text);
    }

    /// <summary>Whether the text is shown unchanged.</summary>
    public static bool Is(string text) => FirstEscaped(text, 0) < 0;

    /// <summary>The text as it is shown.</summary>
    public static string Of(string text)
    {
        int first = FirstEscaped(text, 0);
        if (first < 0)
        {
            return text;
        }

        StringBuilder shown = new(text.Length + 16);
        int done = 0;
        for (int at = first; at >= 0; at = FirstEscaped(text, done))
        {
            shown.Append(text, done, at - done);
            done = at + LengthAt(text, at);
            for (; at < done; at++)
            {
                shown.Append(CultureInfo.InvariantCulture, $@"\u{(int)text[at]:x4}");
            }
        }

        return shown.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>A text of several lines as it is shown: line feeds stay.</summary>
    public static string Lines(string text) => text.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(Of)) : Of(text);

    private static int FirstEscaped(string text, int from)
    {
        for (int i = from; i < text.Length; i += LengthAt(text, i))
        {
            char c = text[i];
            if (c is < ' ' or >= '\u007f' && IsEscaped(text, i))
            {
                return i;
            }
        }

        return -1;
    }

    private static int LengthAt(string text, int i) => char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;

    private static bool IsEscaped(string text, int at)
    {
        if (!Rune.TryGetRuneAt(text, at, out Rune rune))
        {
            return true; // half of a pair
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Format => !IsVisibleFormat(rune.Value) && !IsJoinerInPlace(text, at, rune.Value),
            _ => IsBlank(rune.Value) || (IsVariation(rune.Value) && (at == 0 || char.IsWhiteSpace(text[at - 1]))),
        };
    }

    // Signs of Arabic, Syriac and Kaithi that stand around a number.
    private static bool IsVisibleFormat(int value) => value is (>= 0x0600 and <= 0x0605) or 0x06dd or 0x070f or 0x0890 or 0x0891 or 0x08e2 or 0x110bd or 0x110cd;

    // Fillers without a shape, and values that are no characters.
    private static bool IsBlank(int value) => value is 0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x3164 or 0xffa0 or (>= 0xfdd0 and <= 0xfdef) or (>= 0xe0000 and <= 0xe00ff)
        || (value & 0xfffe) == 0xfffe;

    private static bool IsVariation(int value) => value is (>= 0x180b and <= 0x180f) or (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0100 and <= 0xe01ef);

    // Persian, the scripts of India and emoji need joiners inside a word or a picture.
    private static bool IsJoinerInPlace(string text, int at, int value) => value is ZeroWidthJoiner or ZeroWidthNonJoiner
        && at > 0 && at + 1 < text.Length
        && Rune.TryGetRuneAt(text, at - (at > 1 && char.IsLowSurrogate(text[at - 1]) ? 2 : 1), out Rune before)
        && Rune.TryGetRuneAt(text, at + 1, out Rune after)
        && Joins(before) && Joins(after);

    private static bool Joins(Rune rune) => rune.Value >= 0x0590 && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i += LengthAt(text, i))
        {
            if (char.IsSurrogate(text[i]) && LengthAt(text, i) == 1)
            {
                return false;
            }
        }

        return true;
    }
}

using System.Globalization;
using System.Text;
using Wcwidth;

namespace EdgeResNet.Shared.Terminal;

/// <summary>Width of a text in a terminal's columns: a letter of Chinese, Japanese or Korean takes two, an accent none.</summary>
internal static class TextColumns
{
    private const string Ellipsis = "…";

    /// <summary>Columns that the text takes.</summary>
    public static int Of(string text)
    {
        int columns = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            columns += Math.Max(UnicodeCalculator.GetWidth(rune.Value), 0);
        }

        return columns;
    }

    /// <summary>The text in at most <paramref name="columns"/>: cut between letters, with an ellipsis.</summary>
    public static string Fit(string text, int columns)
    {
        if (Of(text) <= columns)
        {
            return text;
        }

        int[] ends = StringInfo.ParseCombiningCharacters(text);
        int keep = ends.Length - 1;
        while (keep > 0 && Of(text[..ends[keep]]) >= columns)
        {
            keep--;
        }

        return columns < 1 ? "" : string.Concat(text.AsSpan(0, keep < ends.Length && ends.Length > 0 ? ends[keep] : 0).TrimEnd(), Ellipsis);
    }

    /// <summary>The text with blanks behind it, up to a width.</summary>
    public static string PadRight(string text, int columns) => text + new string(' ', Math.Max(columns - Of(text), 0));

    /// <summary>The text with blanks before it, up to a width.</summary>
    public static string PadLeft(string text, int columns) => new string(' ', Math.Max(columns - Of(text), 0)) + text;
}

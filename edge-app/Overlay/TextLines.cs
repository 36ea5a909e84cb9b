using System.Globalization;
using System.Text;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Breaks a text that is wider than its place: into two lines, and at its end into an ellipsis. Sizes stay.</summary>
internal sealed class TextLines(TextShaper shaper)
{
    /// <summary>The text on one line, cut at <paramref name="maxWidth"/>.</summary>
    public ShapedText Cut(string text, HudFace face, float size, float maxWidth)
    {
        int[] ends = StringInfo.ParseCombiningCharacters(text);
        int keep = Fitting(text, ends, face, size, maxWidth, "…");
        return shaper.Shape(Part(text, ends, keep).TrimEnd() + "…", face, size);
    }

    /// <summary>The text on two lines, broken between words where it can be.</summary>
    public WrappedText Wrap(string text, HudFace face, float size, float maxWidth)
    {
        int[] ends = StringInfo.ParseCombiningCharacters(text);
        int fits = Math.Max(Fitting(text, ends, face, size, maxWidth, ""), 1);
        int broken = fits;
        while (broken > 0 && broken < ends.Length && !MayBreak(text, ends[broken]))
        {
            broken--;
        }

        string first = Part(text, ends, broken > 0 ? broken : fits);
        string rest = text[first.Length..].TrimStart();
        ShapedText second = shaper.Shape(rest, face, size);
        if (second.Width > maxWidth)
        {
            second.Dispose();
            second = Cut(rest, face, size, maxWidth);
        }

        return new WrappedText(shaper.Shape(first.TrimEnd(), face, size), second, size);
    }

    // How many clusters fit, with a mark behind them. A longer part is never narrower by more than a kerned pair.
    private int Fitting(string text, int[] ends, HudFace face, float size, float maxWidth, string mark)
    {
        (int fits, int tooMany) = (0, ends.Length + 1);
        while (tooMany - fits > 1)
        {
            int middle = (fits + tooMany) / 2;
            using ShapedText part = shaper.Shape(Part(text, ends, middle).TrimEnd() + mark, face, size);
            (fits, tooMany) = part.Width <= maxWidth ? (middle, tooMany) : (fits, middle);
        }

        return fits;
    }

    private static string Part(string text, int[] ends, int clusters) => clusters < ends.Length ? text[..ends[clusters]] : text;

    // After a blank, a hyphen, a slash or an underscore, and between ideographs.
    private static bool MayBreak(string text, int at)
    {
        char before = text[at - 1];
        return before is ' ' or '-' or '/' or '_' || (IsIdeograph(before) && Rune.GetUnicodeCategory(Rune.GetRuneAt(text, at)) is UnicodeCategory.OtherLetter);
    }

    private static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u9fff';
}

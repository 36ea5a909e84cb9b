using System.Globalization;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Weights of the HUD's sans face.</summary>
internal enum TextWeight
{
    /// <summary>For everything small.</summary>
    Medium,

    /// <summary>For the label and headings.</summary>
    Bold,
}

/// <summary>
/// Keeps shaped texts, so that a frame draws strings without touching fonts or the managed heap. Owns the fonts. A text too wide for
/// its place gets smaller first and then an ellipsis.
/// </summary>
internal sealed class TextCache : IDisposable
{
    private const int Capacity = 512;
    private readonly record struct Key(string Text, TextWeight Weight, float Size, float MaxWidth);

    private readonly SystemFonts systemFonts = new();
    private readonly HudFace medium = HudFace.FromResource("Fonts/Inter-Medium.otf");
    private readonly HudFace bold = HudFace.FromResource("Fonts/Inter-Bold.otf");
    private readonly Dictionary<Key, ShapedText> texts = [];
    private readonly TextShaper shaper;

    /// <summary>Prepares the embedded fonts.</summary>
    public TextCache() => shaper = new TextShaper(systemFonts);

    /// <summary>The text at <paramref name="size"/> pixels or down to 78 % of it, not wider than <paramref name="maxWidth"/>. Valid until <see cref="Trim"/>.</summary>
    public ShapedText Get(string text, TextWeight weight, float size, float maxWidth = float.PositiveInfinity)
    {
        Key key = new(text, weight, size, maxWidth);
        if (!texts.TryGetValue(key, out ShapedText? shaped))
        {
            shaped = Fit(text, weight == TextWeight.Bold ? bold : medium, size, maxWidth);
            texts[key] = shaped;
        }

        return shaped;
    }

    /// <summary>Forgets everything when too much has come together (a source that shows ever new messages, many sizes of picture). To be called between frames.</summary>
    public void Trim()
    {
        if (texts.Count > Capacity)
        {
            Clear();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (ShapedText text in texts.Values)
        {
            text.Dispose();
        }

        texts.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        medium.Dispose();
        bold.Dispose();
        systemFonts.Dispose();
    }

    private ShapedText Fit(string text, HudFace face, float size, float maxWidth)
    {
        ShapedText whole = shaper.Shape(text, face, size);
        if (whole.Width <= maxWidth)
        {
            return whole;
        }

        float smaller = Math.Max(size * 0.78f, size * maxWidth / whole.Width);
        whole.Dispose();
        ShapedText shrunk = shaper.Shape(text, face, smaller);
        int[] ends = StringInfo.ParseCombiningCharacters(text);
        for (int keep = ends.Length - 1; shrunk.Width > maxWidth && keep > 0; keep--)
        {
            shrunk.Dispose();
            shrunk = shaper.Shape(string.Concat(text.AsSpan(0, ends[keep]).TrimEnd(), "…"), face, smaller);
        }

        return shrunk;
    }
}

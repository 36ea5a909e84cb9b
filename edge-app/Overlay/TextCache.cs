using System.Globalization;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Weights of the HUD's sans face.</summary>
internal enum TextWeight
{
    /// <summary>For small text.</summary>
    Medium,

    /// <summary>For the label and headings.</summary>
    Bold,
}

/// <summary>Caches shaped texts, so that drawing strings touches neither fonts nor the managed heap. Owns the fonts. A text that is too wide first shrinks, then ends in an ellipsis.</summary>
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

    /// <summary>The text at <paramref name="size"/> pixels or down to 78 % of it, at most <paramref name="maxWidth"/> wide. Valid until <see cref="Trim"/>.</summary>
    public ShapedText Get(string text, TextWeight weight, float size, float maxWidth = float.PositiveInfinity)
    {
        HudFace face = weight == TextWeight.Bold ? bold : medium;
        Key key = new(text, weight, size, float.PositiveInfinity);
        if (!texts.TryGetValue(key, out ShapedText? shaped))
        {
            shaped = shaper.Shape(Printable.Of(text), face, size);
            texts[key] = shaped;
        }

        if (shaped.Width <= maxWidth)
        {
            return shaped;
        }

        Key narrow = key with { MaxWidth = maxWidth };
        if (!texts.TryGetValue(narrow, out ShapedText? fitted))
        {
            fitted = Fit(Printable.Of(text), face, Math.Max(size * 0.78f, size * maxWidth / shaped.Width), maxWidth);
            texts[narrow] = fitted;
        }

        return fitted;
    }

    /// <summary>Clears a large cache (after many messages or picture sizes). Call it between frames.</summary>
    public void Trim()
    {
        if (texts.Count > Capacity)
        {
            Clear();
        }
    }

    /// <summary>Clears the cache.</summary>
    public void Clear()
    {
        foreach (ShapedText text in texts.Values)
        {
            text.Dispose();
        }

        texts.Clear();
    }

    public void Dispose()
    {
        Clear();
        medium.Dispose();
        bold.Dispose();
        systemFonts.Dispose();
    }

    private ShapedText Fit(string text, HudFace face, float size, float maxWidth)
    {
        ShapedText shrunk = shaper.Shape(text, face, size);
        int[] ends = StringInfo.ParseCombiningCharacters(text);
        for (int keep = ends.Length - 1; shrunk.Width > maxWidth && keep > 0; keep--)
        {
            shrunk.Dispose();
            shrunk = shaper.Shape(string.Concat(text.AsSpan(0, ends[keep]).TrimEnd(), "…"), face, size);
        }

        return shrunk;
    }
}

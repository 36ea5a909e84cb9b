namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Weights of the HUD's sans face.</summary>
internal enum TextWeight
{
    /// <summary>For small text.</summary>
    Medium,

    /// <summary>For the label and headings.</summary>
    Bold,
}

/// <summary>Caches shaped texts, so that drawing strings touches neither fonts nor the managed heap. Owns the fonts. A text that is too wide ends in an ellipsis or is broken into two lines; its size stays.</summary>
internal sealed class TextCache : IDisposable
{
    private const int Capacity = 512;
    private readonly record struct Key(string Text, TextWeight Weight, float Size, float MaxWidth);

    private readonly SystemFonts systemFonts = new();
    private readonly HudFace medium = HudFace.FromResource("Fonts/Inter-Medium.otf");
    private readonly HudFace bold = HudFace.FromResource("Fonts/Inter-Bold.otf");
    private readonly Dictionary<Key, ShapedText> texts = [];
    private readonly Dictionary<Key, WrappedText> wrapped = [];
    private readonly List<Key> adopted = [];
    private readonly TextShaper shaper;
    private readonly TextLines lines;

    /// <summary>Prepares the embedded fonts.</summary>
    public TextCache()
    {
        shaper = new TextShaper(systemFonts);
        lines = new TextLines(shaper);
    }

    /// <summary>The text on one line, at most <paramref name="maxWidth"/> wide. Valid until <see cref="Trim"/>.</summary>
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
            fitted = lines.Cut(Printable.Of(text), face, size, maxWidth);
            texts[narrow] = fitted;
        }

        return fitted;
    }

    /// <summary>The text on one line of <paramref name="size"/> pixels, or on two of <paramref name="lesser"/>. Valid until <see cref="Trim"/>.</summary>
    public WrappedText Wrap(string text, TextWeight weight, float size, float lesser, float maxWidth = float.PositiveInfinity)
    {
        HudFace face = weight == TextWeight.Bold ? bold : medium;
        WrappedText whole = Line(text, weight, face, size);
        whole = whole.Width <= maxWidth ? whole : Line(text, weight, face, lesser);
        if (whole.Width <= maxWidth)
        {
            return whole;
        }

        Key key = new(text, weight, size, maxWidth);
        if (!wrapped.TryGetValue(key, out WrappedText? found))
        {
            found = lines.Wrap(Printable.Of(text), face, lesser, maxWidth);
            wrapped[key] = found;
        }

        return found;
    }

    /// <summary>Takes the texts of <paramref name="other"/>, which is empty afterwards, in place of those that it gave before.</summary>
    public void Adopt(TextCache other)
    {
        adopted.ForEach(Remove);
        adopted.Clear();
        foreach ((Key key, ShapedText text) in other.texts)
        {
            Replace(texts, key, text);
        }

        foreach ((Key key, WrappedText text) in other.wrapped)
        {
            Replace(wrapped, key, text);
        }

        adopted.AddRange(other.texts.Keys.Concat(other.wrapped.Keys).Distinct());
        other.texts.Clear();
        other.wrapped.Clear();
    }

    /// <summary>Clears a large cache (after many messages or picture sizes). Call it between frames.</summary>
    public void Trim()
    {
        if (texts.Count > Capacity || wrapped.Count > Capacity)
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
        foreach (WrappedText text in wrapped.Values)
        {
            text.Dispose();
        }

        wrapped.Clear();
    }

    public void Dispose()
    {
        Clear();
        medium.Dispose();
        bold.Dispose();
        systemFonts.Dispose();
    }

    private void Remove(Key key)
    {
        if (texts.Remove(key, out ShapedText? text))
        {
            text.Dispose();
        }

        if (wrapped.Remove(key, out WrappedText? lines))
        {
            lines.Dispose();
        }
    }

    private static void Replace<T>(Dictionary<Key, T> cache, Key key, T text)
        where T : class, IDisposable
    {
        if (cache.Remove(key, out T? before))
        {
            before.Dispose();
        }

        cache[key] = text;
    }

    private WrappedText Line(string text, TextWeight weight, HudFace face, float size)
    {
        Key key = new(text, weight, size, float.PositiveInfinity);
        if (!wrapped.TryGetValue(key, out WrappedText? found))
        {
            found = new WrappedText(shaper.Shape(Printable.Of(text), face, size), null, size);
            wrapped[key] = found;
        }

        return found;
    }
}

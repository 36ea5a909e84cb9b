using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Digits of equal width with one prepared glyph for each ASCII character. Draws from a character buffer, so changing numbers need no strings. Owns its glyphs.</summary>
internal sealed class NumberFont : IDisposable
{
    private const int First = 33;
    private readonly SKTextBlob[] glyphs = new SKTextBlob[127 - First];
    private readonly float advance;

    /// <summary>Prepares the glyphs at a size of <paramref name="size"/> units.</summary>
    public NumberFont(SKTypeface typeface, float size)
    {
        using SKFont font = new(typeface, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };
        advance = font.MeasureText("0");
        for (int i = 0; i < glyphs.Length; i++)
        {
            glyphs[i] = SKTextBlob.Create(((char)(First + i)).ToString(), font)!;
        }
    }

    /// <summary>Width of a text.</summary>
    public float Width(int characters) => characters * advance;

    /// <summary>Draws printable ASCII to the right of <paramref name="x"/>, on the baseline <paramref name="y"/>.</summary>
    public void Draw(SKCanvas canvas, ReadOnlySpan<char> text, float x, float y, SKPaint paint)
    {
        foreach (char c in text)
        {
            if (c >= First && c - First < glyphs.Length)
            {
                canvas.DrawText(glyphs[c - First], x, y, paint);
            }

            x += advance;
        }
    }

    public void Dispose()
    {
        foreach (SKTextBlob glyph in glyphs)
        {
            glyph.Dispose();
        }
    }
}

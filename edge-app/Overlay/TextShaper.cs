using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using HarfBuzzBuffer = HarfBuzzSharp.Buffer;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A text ready to be drawn as often as wanted. Owned by the cache that made it.</summary>
/// <param name="Blob">Glyphs around the origin, which is the start of the baseline; null when there is nothing to see.</param>
/// <param name="Width">Advance in pixels.</param>
internal sealed record ShapedText(SKTextBlob? Blob, float Width) : IDisposable
{
    public void Dispose() => Blob?.Dispose();
}

/// <summary>
/// Turns a string of any script into placed glyphs: each cluster gets the first font that covers it, HarfBuzz joins and places the
/// glyphs of each run, and runs follow each other in the direction of the text. The direction is that of the first letter; numbers
/// always run from left to right. That is enough for a label, and less than the whole of the Unicode bidirectional algorithm.
/// </summary>
internal sealed class TextShaper(SystemFonts systemFonts)
{
    private readonly record struct Run(HudFace Face, bool RightToLeft, int Start, int Length);

    /// <summary>Shapes <paramref name="text"/> in <paramref name="preferred"/> and, where that lacks a glyph, in a font of the system.</summary>
    public ShapedText Shape(string text, HudFace preferred, float size)
    {
        List<Run> runs = Split(text, preferred, out bool rightToLeft);
        if (rightToLeft)
        {
            runs.Reverse();
        }

        using SKTextBlobBuilder builder = new();
        float x = 0;
        foreach (Run run in runs)
        {
            x += Append(builder, text.AsSpan(run.Start, run.Length), run, size, x);
        }

        return new ShapedText(builder.Build(), x);
    }

    private static float Append(SKTextBlobBuilder builder, ReadOnlySpan<char> text, Run run, float size, float x)
    {
        using HarfBuzzBuffer buffer = new();
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = run.RightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        run.Face.Shaper.Shape(buffer);
        ReadOnlySpan<GlyphInfo> infos = buffer.GetGlyphInfoSpan();
        ReadOnlySpan<GlyphPosition> positions = buffer.GetGlyphPositionSpan();
        ushort[] glyphs = new ushort[infos.Length];
        SKPoint[] points = new SKPoint[infos.Length];
        float scale = size / run.Face.UnitsPerEm;
        float pen = 0;
        for (int i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            points[i] = new SKPoint(x + pen + (positions[i].XOffset * scale), -positions[i].YOffset * scale);
            pen += positions[i].XAdvance * scale;
        }

        using SKFont font = new(run.Face.Typeface, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };
        builder.AddPositionedRun(glyphs, font, points);
        return pen;
    }

    private List<Run> Split(string text, HudFace preferred, out bool rightToLeft)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        bool[] directions = DirectionsOf(text, starts, out rightToLeft);
        List<Run> runs = [];
        for (int i = 0; i < starts.Length; i++)
        {
            int length = (i + 1 < starts.Length ? starts[i + 1] : text.Length) - starts[i];
            HudFace face = FaceFor(text.AsSpan(starts[i], length), preferred);
            if (runs.Count > 0 && runs[^1].Face == face && runs[^1].RightToLeft == directions[i])
            {
                runs[^1] = runs[^1] with { Length = runs[^1].Length + length };
            }
            else
            {
                runs.Add(new Run(face, directions[i], starts[i], length));
            }
        }

        return runs;
    }

    // True where a cluster runs from right to left. Spaces and signs between two letters of one direction take that direction,
    // all others that of the text; a number counts as a letter of the direction before it, but itself runs from left to right.
    private static bool[] DirectionsOf(string text, int[] starts, out bool rightToLeft)
    {
        bool?[] letters = new bool?[starts.Length];
        bool[] numbers = new bool[starts.Length];
        bool? first = null;
        bool? before = null;
        for (int i = 0; i < starts.Length; i++)
        {
            Rune rune = Rune.GetRuneAt(text, starts[i]);
            numbers[i] = Rune.IsNumber(rune);
            letters[i] = Rune.IsLetter(rune) ? IsRightToLeft(rune) : numbers[i] ? before : null;
            first ??= letters[i];
            before = letters[i] ?? before;
        }

        rightToLeft = first ?? false;
        bool[] directions = new bool[starts.Length];
        bool? next = null;
        for (int i = starts.Length - 1; i >= 0; i--)
        {
            next = letters[i] ?? next;
            bool? previous = null;
            for (int j = i; j >= 0 && previous is null; j--)
            {
                previous = letters[j];
            }

            directions[i] = !numbers[i] && (letters[i] ?? (previous == next && next is bool same ? same : rightToLeft));
        }

        return directions;
    }

    private HudFace FaceFor(ReadOnlySpan<char> cluster, HudFace preferred)
    {
        foreach (Rune rune in cluster.EnumerateRunes())
        {
            if (!IsInvisible(rune) && !preferred.Covers(rune.Value))
            {
                return systemFonts.Find(rune.Value) ?? preferred;
            }
        }

        return preferred;
    }

    private static bool IsRightToLeft(Rune letter) => letter.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF)
        or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
        || rune.Value is >= 0xFE00 and <= 0xFE0F; // variation selectors
}

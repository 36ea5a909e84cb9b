using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using HarfBuzzBuffer = HarfBuzzSharp.Buffer;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A shaped text, ready to draw. Owned by its cache.</summary>
/// <param name="Blob">Glyphs relative to the start of the baseline; null if nothing is visible.</param>
/// <param name="Width">Advance in pixels.</param>
internal sealed record ShapedText(SKTextBlob? Blob, float Width) : IDisposable
{
    public void Dispose() => Blob?.Dispose();
}

/// <summary>
/// Shapes a string of any script. Each cluster gets the first font that covers it; HarfBuzz joins and places the glyphs of each
/// run. Runs follow the direction of the first letter; numbers run left to right. This is enough for a label, but not the full
/// Unicode bidirectional algorithm.
/// </summary>
internal sealed class TextShaper(SystemFonts systemFonts)
{
    private readonly record struct Run(HudFace Face, bool RightToLeft, int Start, int Length);

    /// <summary>Shapes <paramref name="text"/> in <paramref name="preferred"/>, with system fonts for missing glyphs.</summary>
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

    // True if a cluster runs right to left. Spaces and signs between letters of one direction take it; others take the text's. A
    // number counts as a letter of the direction before it, but itself runs left to right.
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

using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Alignment of a text at its position.</summary>
internal enum TextAlign
{
    /// <summary>Starts at the position.</summary>
    Left,

    /// <summary>Centred at the position.</summary>
    Center,

    /// <summary>Ends at the position.</summary>
    Right,
}

/// <summary>Sizes of numbers.</summary>
internal enum NumberSize
{
    /// <summary>11 units.</summary>
    Small,

    /// <summary>13 units.</summary>
    Normal,

    /// <summary>28 units.</summary>
    Large,
}

/// <summary>Draws the HUD's few shapes in units; a picture of 640×480 is 480 units high. Owns paints, fonts and prepared texts. Allocates nothing on the managed heap for texts seen before.</summary>
internal sealed class HudPen : IDisposable
{
    private const float Leading = 1.15f; // of a size: between two lines
    private const float CapHalf = 0.36f; // of a size: half the height of capitals
    private readonly HudFace mono = HudFace.FromResource("Fonts/JetBrainsMono-Medium.ttf");
    private readonly SKPaint fill = new() { IsAntialias = true };
    private readonly SKPaint stroke = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round };
    private readonly SKPaint gradient = new() { IsAntialias = true };
    private readonly SKImage accent = AccentStrip();
    private readonly NumberFont[] numbers;
    private SKShader? shader;
    private float shaderFrom = float.NaN;
    private float shaderTo = float.NaN;

    /// <summary>Prepares fonts and paints.</summary>
    public HudPen() => numbers = [new NumberFont(mono.Typeface, 11), new NumberFont(mono.Typeface, 13), new NumberFont(mono.Typeface, 28)];

    /// <summary>Prepared texts.</summary>
    public TextCache Texts { get; } = new();

    /// <summary>Target canvas; set for each picture.</summary>
    public SKCanvas Canvas { get; set; } = null!; // set before the first shape of a picture

    /// <summary>A translucent background with a hairline.</summary>
    public void Panel(SKRect area, float radius = 10, float opacity = 1)
    {
        fill.Color = HudColors.Panel.Fade(opacity);
        Canvas.DrawRoundRect(area, radius, radius, fill);
        stroke.Color = HudColors.Edge.Fade(opacity);
        stroke.StrokeWidth = 1;
        Canvas.DrawRoundRect(SKRect.Inflate(area, -0.5f, -0.5f), radius - 0.5f, radius - 0.5f, stroke);
    }

    /// <summary>A filled rectangle with rounded corners.</summary>
    public void Fill(SKRect area, float radius, SKColor color)
    {
        fill.Color = color;
        Canvas.DrawRoundRect(area, radius, radius, fill);
    }

    /// <summary>A filled rectangle.</summary>
    public void Fill(SKRect area, SKColor color)
    {
        fill.Color = color;
        Canvas.DrawRect(area, fill);
    }

    /// <summary>A disc.</summary>
    public void Dot(float x, float y, float radius, SKColor color)
    {
        fill.Color = color;
        Canvas.DrawCircle(x, y, radius, fill);
    }

    /// <summary>A line with rounded ends.</summary>
    public void Line(float x0, float y0, float x1, float y1, float width, SKColor color)
    {
        stroke.Color = color;
        stroke.StrokeWidth = width;
        Canvas.DrawLine(x0, y0, x1, y1, stroke);
    }

    /// <summary>A polyline of width <paramref name="width"/>, drawn as parallel hairlines: Skia strokes a wide jagged line nearly ten times slower.</summary>
    public void Polyline(SKPoint[] points, float width, SKColor color)
    {
        float pixel = 1 / Canvas.TotalMatrix.ScaleX;
        int lines = Math.Max((int)MathF.Ceiling(width / pixel), 1);
        float step = lines == 1 ? 0 : (width - pixel) / (lines - 1);
        stroke.Color = color;
        stroke.StrokeWidth = 0;
        int saved = Canvas.Save();
        Canvas.Translate(0, step * (lines - 1) / 2);
        for (int line = 0; line < lines; line++)
        {
            Canvas.DrawPoints(SKPointMode.Polygon, points, stroke);
            Canvas.Translate(0, -step);
        }

        Canvas.RestoreToCount(saved);
    }

    /// <summary>The filled part of a bar. The gradient covers the whole track, so colour also shows length; a bar that no longer counts is grey.</summary>
    public void Bar(SKRect track, float length, float opacity, bool grey = false)
    {
        Fill(track, track.Height / 2, HudColors.Track.Fade(opacity));
        if (shader is null || shaderFrom != track.Left || shaderTo != track.Right)
        {
            shader?.Dispose();
            SKMatrix place = SKMatrix.CreateScaleTranslation(track.Width / accent.Width, 1, track.Left, 0);
            shader = accent.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, new SKSamplingOptions(SKFilterMode.Nearest), place);
            (shaderFrom, shaderTo) = (track.Left, track.Right);
            gradient.Shader = shader;
        }

        float width = Math.Clamp(length, 0, 1) * track.Width;
        if (width > 0.5f)
        {
            gradient.Color = SKColors.White.Fade(opacity);
            fill.Color = HudColors.Dim.Fade(opacity * 0.6f);
            float radius = Math.Min(track.Height, width) / 2;
            Canvas.DrawRoundRect(new SKRect(track.Left, track.Top, track.Left + width, track.Bottom), radius, radius, grey ? fill : gradient);
        }
    }

    /// <summary>A text on the baseline <paramref name="y"/>; returns its width.</summary>
    public float Text(string text, TextWeight weight, float size, float x, float y, SKColor color, TextAlign align = TextAlign.Left, float maxWidth = float.PositiveInfinity)
    {
        ShapedText shaped = Texts.Get(text, weight, size, maxWidth);
        if (shaped.Blob is not null && color.Alpha > 0)
        {
            fill.Color = color;
            Canvas.DrawText(shaped.Blob, x - (shaped.Width * Part(align)), y, fill);
        }

        return shaped.Width;
    }

    /// <summary>A text on one or two lines, with the middle of its letters at <paramref name="y"/>.</summary>
    public void Lines(WrappedText text, float x, float y, SKColor color)
    {
        float baseline = y + (text.Size * CapHalf);
        float apart = text.Second is null ? 0 : text.Size * Leading / 2;
        fill.Color = color;
        if (text.First.Blob is SKTextBlob first)
        {
            Canvas.DrawText(first, x, baseline - apart, fill);
        }

        if (text.Second?.Blob is SKTextBlob second)
        {
            Canvas.DrawText(second, x, baseline + apart, fill);
        }
    }

    /// <summary>A number on the baseline <paramref name="y"/>; returns its width.</summary>
    public float Number(ReadOnlySpan<char> text, NumberSize size, float x, float y, SKColor color, TextAlign align = TextAlign.Left)
    {
        NumberFont font = numbers[(int)size];
        float width = font.Width(text.Length);
        fill.Color = color;
        font.Draw(Canvas, text, x - (width * Part(align)), y, fill);
        return width;
    }

    /// <summary>Width of a number.</summary>
    public float NumberWidth(ReadOnlySpan<char> text, NumberSize size) => numbers[(int)size].Width(text.Length);

    public void Dispose()
    {
        Texts.Dispose();
        foreach (NumberFont font in numbers)
        {
            font.Dispose();
        }

        shader?.Dispose();
        accent.Dispose();
        gradient.Dispose();
        stroke.Dispose();
        fill.Dispose();
        mono.Dispose();
    }

    // One row of pixels: Skia draws it four times faster than a gradient.
    private static SKImage AccentStrip()
    {
        const int wide = 256;
        using SKSurface strip = SKSurface.Create(new SKImageInfo(wide, 1, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using SKShader ramp = SKShader.CreateLinearGradient(default, new SKPoint(wide, 0), [HudColors.AccentFrom, HudColors.AccentTo], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = ramp };
        strip.Canvas.DrawPaint(paint);
        return strip.Snapshot();
    }

    private static float Part(TextAlign align) => align switch
    {
        TextAlign.Left => 0f,
        TextAlign.Center => 0.5f,
        _ => 1f,
    };
}

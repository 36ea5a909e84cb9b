using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.Shared.Imaging;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>The map of what speaks for a label, over the network's region, and its legend. Owns the map's image.</summary>
internal sealed class EvidencePanel(HudPen pen) : IDisposable
{
    private const float LegendHeight = 30;
    private const float RampWidth = 54;
    private static readonly SKSamplingOptions smooth = new(SKFilterMode.Linear);
    private readonly SKPaint paint = new();
    private Explanation? shown;
    private SKImage? image;
    private string legend = "";

    /// <summary>Draws the map, in pixels; call before the other panels.</summary>
    public void DrawMap(HudState state)
    {
        if (!ReferenceEquals(shown, state.Explanation))
        {
            Take(state.Explanation);
        }

        if (image is not null)
        {
            PixelRect region = state.Now.Region;
            pen.Canvas.DrawImage(image, new SKRect(region.X, region.Y, region.X + region.Width, region.Y + region.Height), smooth, paint);
        }
    }

    /// <summary>Draws the legend above <paramref name="floor"/>.</summary>
    /// <returns>The height that it takes; 0 without one.</returns>
    public float DrawLegend(HudState state, float width, float floor)
    {
        if (state.Explanation is null)
        {
            return 0;
        }

        float ramp = image is null ? 0 : RampWidth + 10;
        float most = width - 70 - ramp;
        float wide = pen.Texts.Get(legend, TextWeight.Medium, 13, most).Width + ramp;
        SKRect area = new((width - wide) / 2 - 16, floor - LegendHeight, (width + wide) / 2 + 16, floor);
        pen.Panel(area, LegendHeight / 2);
        if (image is not null)
        {
            DrawRamp(area.Left + 16, floor - (LegendHeight / 2) - 4);
        }

        pen.Text(legend, TextWeight.Medium, 13, area.Left + 16 + ramp, floor - 10.4f, HudColors.Text, maxWidth: most);
        return LegendHeight + 6;
    }

    public void Dispose()
    {
        image?.Dispose();
        paint.Dispose();
    }

    private void Take(Explanation? explanation)
    {
        image?.Dispose();
        image = explanation?.Map is null ? null : EvidenceColors.Image(explanation.Map);
        if (explanation is not null && (shown?.Label != explanation.Label || shown.WhyNoMap != explanation.WhyNoMap || legend.Length == 0))
        {
            legend = explanation.Map is null ? $"no map: {explanation.WhyNoMap}" : $"what speaks for {explanation.Label}";
        }

        shown = explanation;
    }

    private void DrawRamp(float x, float y)
    {
        const int steps = 18;
        Span<byte> pixel = stackalloc byte[4];
        for (int i = 0; i < steps; i++)
        {
            EvidenceColors.Paint(i / (float)(steps - 1), pixel);
            pen.Fill(new SKRect(x + (i * RampWidth / steps), y, x + ((i + 1) * RampWidth / steps), y + 8), new SKColor(pixel[0], pixel[1], pixel[2]));
        }
    }
}

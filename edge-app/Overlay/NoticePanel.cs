using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Notices: a lasting condition in the middle of the dimmed picture; a sink's problem, and a short message above it, over the result.</summary>
internal sealed class NoticePanel(HudPen pen)
{
    private const float Stiffness = 18;
    private Spring banner;
    private Spring warning;
    private Spring message;
    private string bannerText = "";
    private string warningText = "";
    private string messageText = "";
    private bool alarming;

    /// <summary>Advances the fading.</summary>
    public void Update(HudState state, float seconds)
    {
        string? condition = state.Now.Banner ?? (state.Now.Paused ? "paused" : null);
        if (condition is not null)
        {
            bannerText = condition;
            alarming = state.Now.Banner is not null;
        }

        warningText = state.Now.Warning ?? warningText;
        messageText = state.Now.Message ?? messageText;
        banner.Step(condition is null ? 0 : 1, seconds, Stiffness);
        warning.Step(state.Now.Warning is null ? 0 : 1, seconds, Stiffness);
        message.Step(state.Now.Message is null ? 0 : 1, seconds, Stiffness);
    }

    /// <summary>Dims the picture during a lasting condition; call before the other panels.</summary>
    public void DrawDimmed(float width, float height)
    {
        if (banner.Value > 0.01f)
        {
            pen.Fill(new SKRect(0, 0, width, height), new SKColor(0, 0, 0, 110).Fade(banner.Value));
        }
    }

    /// <summary>Draws on a picture of the given size in units; a short message stands above <paramref name="floor"/>.</summary>
    public void Draw(float width, float height, float floor)
    {
        if (banner.Value > 0.01f)
        {
            SKColor color = alarming ? HudColors.Bad : HudColors.Caution;
            float wide = pen.Texts.Get(bannerText, TextWeight.Bold, 18, width - 110).Width;
            float middle = height * 0.5f;
            SKRect area = new((width - wide) / 2 - 32, middle - 22, (width + wide) / 2 + 18, middle + 22);
            pen.Panel(area, 22, banner.Value);
            pen.Fill(area, 22, color.WithAlpha(24).Fade(banner.Value));
            DrawSign(area.Left + 20, middle, color.Fade(banner.Value));
            pen.Text(bannerText, TextWeight.Bold, 18, area.Left + 36, middle + 6.3f, HudColors.Text.Fade(banner.Value), maxWidth: width - 110);
        }

        DrawPill(warningText, warning.Value, width, floor, HudColors.Caution);
        DrawPill(messageText, message.Value, width, floor - (36 * warning.Value), HudColors.Text);
    }

    private void DrawPill(string text, float opacity, float width, float floor, SKColor color)
    {
        if (opacity <= 0.01f)
        {
            return;
        }

        float wide = pen.Texts.Get(text, TextWeight.Medium, 13, width - 70).Width;
        float bottom = floor + (8 * (1 - opacity));
        SKRect area = new((width - wide) / 2 - 16, bottom - 30, (width + wide) / 2 + 16, bottom);
        pen.Panel(area, 15, opacity);
        pen.Text(text, TextWeight.Medium, 13, area.Left + 16, bottom - 10.4f, color.Fade(opacity), maxWidth: width - 70);
    }

    private void DrawSign(float x, float y, SKColor color)
    {
        if (alarming)
        {
            pen.Line(x, y - 8, x, y + 2, 3, color);
            pen.Dot(x, y + 8, 2, color);
        }
        else
        {
            pen.Line(x - 4, y - 7, x - 4, y + 7, 3.5f, color);
            pen.Line(x + 4, y - 7, x + 4, y + 7, 3.5f, color);
        }
    }
}

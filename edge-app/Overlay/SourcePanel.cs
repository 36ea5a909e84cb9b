using EdgeResNet.EdgeApp.Pipeline;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Upper left: the source and whether it lives, the model, the provider that really runs, frames lost.</summary>
internal sealed class SourcePanel(HudPen pen)
{
    private const float Height = 64;
    private readonly Readout processed = new(0);
    private readonly Readout dropped = new(0);
    private readonly Readout reconnects = new(0);

    /// <summary>Takes and renews the numbers.</summary>
    public void Publish(HudState state)
    {
        processed.Add(state.Processed);
        dropped.Add(state.Dropped);
        reconnects.Add(state.Reconnects);
        processed.Publish();
        dropped.Publish();
        reconnects.Publish();
    }

    /// <summary>Draws at the upper left.</summary>
    /// <param name="state">What to say.</param>
    /// <param name="room">The greatest width in units.</param>
    public void Draw(HudState state, float room)
    {
        float texts = room - 44;
        float source = pen.Texts.Get(state.Source, TextWeight.Bold, 13, texts).Width + 14;
        float provider = pen.Texts.Get(state.Provider, TextWeight.Bold, 11).Width;
        float model = pen.Texts.Get(state.Model, TextWeight.Medium, 11.5f, Math.Max(texts - provider - 16, 20)).Width;
        float wide = Math.Clamp(Math.Max(source, model + provider + 16) + 28, Math.Min(190, room), room);
        SKRect area = new(12, 12, 12 + wide, 12 + Height);
        pen.Panel(area);
        float left = area.Left + 14;
        DrawLamp(state, left + 4, area.Top + 18);
        pen.Text(state.Source, TextWeight.Bold, 13, left + 14, area.Top + 22.6f, HudColors.Text, maxWidth: texts);
        float x = left + pen.Text(state.Model, TextWeight.Medium, 11.5f, left, area.Top + 39, HudColors.Dim, maxWidth: Math.Max(texts - provider - 16, 20)) + 8;
        pen.Fill(new SKRect(x, area.Top + 28.5f, x + provider + 10, area.Top + 43), 4, HudColors.AccentTo.WithAlpha(40));
        pen.Text(state.Provider, TextWeight.Bold, 11, x + 5, area.Top + 39.4f, HudColors.AccentTo);
        DrawCounts(state, left, area.Top + 55.5f);
    }

    private static SKColor LampOf(HudState state) =>
        state.Banner is not null || state.State == ResultState.Lost ? HudColors.Bad : state.Paused ? HudColors.Caution : HudColors.Good;

    private void DrawLamp(HudState state, float x, float y)
    {
        SKColor color = LampOf(state);
        float beat = 0.5f + (0.5f * MathF.Sin((float)(state.Seconds % 1.6 / 1.6 * 2 * Math.PI)));
        pen.Dot(x, y, 4 + (3 * beat), color.Fade(0.3f * (1 - beat)));
        pen.Dot(x, y, 4, color);
    }

    private void DrawCounts(HudState state, float x, float y)
    {
        x += pen.Text("frames", TextWeight.Medium, 10, x, y, HudColors.Dim) + 4;
        x += pen.Number(processed.Text, NumberSize.Small, x, y, HudColors.Text) + 9;
        if (state.Dropped > 0)
        {
            x += pen.Text("skipped", TextWeight.Medium, 10, x, y, HudColors.Dim) + 4;
            x += pen.Number(dropped.Text, NumberSize.Small, x, y, HudColors.Text) + 9;
        }

        if (state.Reconnects > 0)
        {
            x += pen.Text("reopened", TextWeight.Medium, 10, x, y, HudColors.Dim) + 4;
            pen.Number(reconnects.Text, NumberSize.Small, x, y, HudColors.Caution);
        }
    }
}

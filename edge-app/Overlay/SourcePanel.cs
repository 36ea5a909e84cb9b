using EdgeResNet.EdgeApp.Labels;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Upper left: source and its state, model with precision and hash, execution provider, lost frames.</summary>
internal sealed class SourcePanel(HudPen pen)
{
    private const float Height = 64;
    private const int HashDigits = 8; // as in git: enough to tell files apart
    private const float Gap = 8;
    private readonly Readout processed = new(0);
    private readonly Readout dropped = new(0);
    private readonly Readout reconnects = new(0);

    /// <summary>Updates the numbers.</summary>
    public void Publish(HudState state)
    {
        processed.Add(state.Now.Processed);
        dropped.Add(state.Now.Dropped);
        reconnects.Add(state.Now.Reconnects);
        processed.Publish();
        dropped.Publish();
        reconnects.Publish();
    }

    /// <summary>Draws at the upper left.</summary>
    /// <param name="state">The state to draw.</param>
    /// <param name="room">Maximum width in units.</param>
    public void Draw(HudState state, float room)
    {
        float texts = room - 44;
        ReadOnlySpan<char> hash = state.Now.Model.Sha256.AsSpan(0, Math.Min(HashDigits, state.Now.Model.Sha256.Length));
        float marks = ChipWidth(state.Now.Model.ExecutionProvider) + ChipWidth(state.Now.Model.Precision) + pen.NumberWidth(hash, NumberSize.Small) + (3 * Gap);
        float names = Math.Max(texts - marks + 16, 20);
        float source = pen.Texts.Get(state.Source, TextWeight.Bold, 13, texts).Width + 14;
        float model = pen.Texts.Get(state.Now.Model.Name, TextWeight.Medium, 11, names).Width;
        float wide = Math.Clamp(Math.Max(source, model + marks) + 28, Math.Min(190, room), room);
        SKRect area = new(12, 12, 12 + wide, 12 + Height);
        pen.Panel(area);
        float left = area.Left + 14;
        DrawLamp(state, left + 4, area.Top + 18);
        pen.Text(state.Source, TextWeight.Bold, 13, left + 14, area.Top + 22.6f, HudColors.Text, maxWidth: texts);
        float x = left + pen.Text(state.Now.Model.Name, TextWeight.Medium, 11, left, area.Top + 39, HudColors.Dim, maxWidth: names) + Gap;
        x += DrawChip(state.Now.Model.ExecutionProvider, x, area.Top, HudColors.AccentTo);
        x += DrawChip(state.Now.Model.Precision, x, area.Top, HudColors.Text);
        pen.Number(hash, NumberSize.Small, x, area.Top + 39.4f, HudColors.Dim);
        DrawCounts(state, left, area.Top + 55.5f);
    }

    private float ChipWidth(string text) => text.Length == 0 ? 0 : pen.Texts.Get(text, TextWeight.Bold, 11).Width + 10;

    /// <summary>A word on a coloured background; returns the position of the next element.</summary>
    private float DrawChip(string text, float x, float top, SKColor color)
    {
        float width = ChipWidth(text);
        if (width == 0)
        {
            return 0;
        }

        pen.Fill(new SKRect(x, top + 28.5f, x + width, top + 43), 4, color.WithAlpha(24));
        pen.Text(text, TextWeight.Bold, 11, x + 5, top + 39.4f, color);
        return width + Gap;
    }

    private static SKColor LampOf(HudState state) =>
        state.Now.Banner is not null || state.Now.State == ResultState.Lost ? HudColors.Bad : state.Now.Paused ? HudColors.Caution : HudColors.Good;

    private void DrawLamp(HudState state, float x, float y)
    {
        SKColor color = LampOf(state);
        float beat = 0.5f + (0.5f * MathF.Sin((float)(state.Now.Seconds % 1.6 / 1.6 * 2 * Math.PI)));
        pen.Dot(x, y, 4 + (3 * beat), color.Fade(0.3f * (1 - beat)));
        pen.Dot(x, y, 4, color);
    }

    private void DrawCounts(HudState state, float x, float y)
    {
        x += pen.Text("frames", TextWeight.Medium, 11, x, y, HudColors.Dim) + 4;
        x += pen.Number(processed.Text, NumberSize.Small, x, y, HudColors.Text) + 9;
        if (state.Now.Dropped > 0)
        {
            x += pen.Text("skipped", TextWeight.Medium, 11, x, y, HudColors.Dim) + 4;
            x += pen.Number(dropped.Text, NumberSize.Small, x, y, HudColors.Text) + 9;
        }

        if (state.Now.Reconnects > 0)
        {
            x += pen.Text("reopened", TextWeight.Medium, 11, x, y, HudColors.Dim) + 4;
            pen.Number(reconnects.Text, NumberSize.Small, x, y, HudColors.Caution);
        }
    }
}

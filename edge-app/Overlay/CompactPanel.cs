using System.Globalization;
using EdgeResNet.EdgeApp.Labels;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>
/// The small HUD, lower left: label, state, score and age. A wide picture has room for it beside what the network looks at; in
/// others it is one flat strip at the edge.
/// </summary>
internal sealed class CompactPanel(HudPen pen)
{
    private const float Margin = 8;
    private const float StripHeight = 42;
    private const float StackHeight = 88;
    private const float StackFrom = 128; // units beside the network's region
    private const float Most = 240; // width of a label
    private const float Figures = 118; // width of state, score and age
    private const float LabelSize = 22;
    private const float LineSize = 15; // of a label that needs two lines
    private const float SmallSize = 11;
    private const string Unknown = "unknown";
    private readonly char[] score = new char[8];
    private readonly char[] age = new char[12];
    private int scoreLength;
    private int ageLength;

    /// <summary>Upper edge of the last drawing, in units.</summary>
    public float Top { get; private set; }

    /// <summary>Shapes the labels in advance.</summary>
    public static void Prepare(TextCache texts, IReadOnlyList<string> labels)
    {
        for (int i = 0; i < Math.Min(labels.Count, ResultPanel.MostPrepared); i++)
        {
            texts.Wrap(labels[i], TextWeight.Bold, LabelSize, LineSize);
        }
    }

    /// <summary>Takes the figures of a result.</summary>
    public void Publish(HudState state)
    {
        float own = state.Now.ScoreOfLabel();
        bool counts = state.Now.HasResult && state.Now.State is ResultState.Stable or ResultState.Changing && own >= 0;
        scoreLength = counts ? Written(own * 100.0, "F1", " %", score) : 0;
        double milliseconds = state.Now.State == ResultState.Lost ? state.Now.PictureAgeMs : state.Now.AgeMs;
        ageLength = !state.Now.HasResult ? 0
            : milliseconds < 1000 ? Written(milliseconds, "F0", " ms", age)
            : Written(Math.Min(milliseconds / 1000, 999_999), milliseconds < 10_000 ? "F1" : "F0", " s", age);
    }

    /// <summary>Draws on a picture of the given size in units.</summary>
    /// <param name="state">The result to draw.</param>
    /// <param name="width">Width of the picture.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="beside">Width of the stripe on the left that the network does not see.</param>
    public void Draw(HudState state, float width, float height, float beside)
    {
        bool stacked = beside >= StackFrom;
        float room = stacked ? Math.Min(beside, 200) - (2 * Margin) - 24 : Math.Min(width - (2 * Margin) - Figures - 40, Most);
        string words = !state.Now.HasResult ? "no result yet" : state.Now.State == ResultState.Unknown ? Unknown : state.Now.Label;
        WrappedText label = pen.Texts.Wrap(words, TextWeight.Bold, LabelSize, LineSize, room);
        SKColor color = !state.Now.HasResult || state.Now.State == ResultState.Lost ? HudColors.Dim : state.Now.State == ResultState.Unknown ? HudColors.Neutral : HudColors.Text;
        SKColor accent = state.Now.HasResult ? HudColors.Of(state.Now.State) : HudColors.Dim;
        float wide = stacked ? Math.Max(room + 24, 0) : label.Width + Figures + 40;
        SKRect area = new(Margin, height - Margin - (stacked ? StackHeight : StripHeight), Margin + wide, height - Margin);
        Top = area.Top;
        pen.Panel(area, 8);
        pen.Fill(new SKRect(area.Left, area.Top + 8, area.Left + 4, area.Bottom - 8), 2, accent);
        float left = area.Left + 14;
        pen.Lines(label, left, stacked ? area.Top + 26 : area.MidY, color);
        float x = stacked ? left : left + label.Width + 16;
        float y = stacked ? area.Top + 62 : area.Top + 18;
        pen.Dot(x + 3, y - 4, 3, accent);
        pen.Text(state.Now.HasResult ? ResultPanel.NameOf(state.Now.State) : "WAITING", TextWeight.Bold, SmallSize, x + 11, y, accent);
        y += stacked ? 17 : 16;
        float after = pen.Number(score.AsSpan(0, scoreLength), NumberSize.Normal, x, y, HudColors.Text);
        pen.Number(age.AsSpan(0, ageLength), NumberSize.Small, after > 0 ? x + after + 10 : x, y, HudColors.Dim);
    }

    private static int Written(double value, string format, string unit, char[] text)
    {
        (double.IsFinite(value) ? value : 0).TryFormat(text, out int length, format, CultureInfo.InvariantCulture);
        unit.CopyTo(text.AsSpan(length));
        return length + unit.Length;
    }
}

using System.Globalization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>The lower third: the label with its state on the left, the best classes as moving bars on the right.</summary>
internal sealed class ResultPanel(HudPen pen)
{
    /// <summary>Height in units.</summary>
    public const float Height = 100;
    private const float BarsFrom = 430; // narrower panels show only the label
    private const string Unknown = "unknown";
    private const float LabelSize = 28;
    private const float LineSize = 17; // of a label that needs two lines
    private const float TruthSize = 11;
    private const float BarSize = 13;
    /// <summary>Labels that are shaped in advance; the cache has room for more.</summary>
    public const int MostPrepared = 100;

    private static readonly string[] stateNames = [.. Enum.GetNames<ResultState>().Select(name => name.ToUpperInvariant())];
    private readonly ScoreBars bars = new();
    private readonly Readout score = new(1, " %");
    private readonly Readout known = new(2);
    private readonly Readout threshold = new(2);
    private readonly char[] figures = new char[8];
    private Spring arrival = new(1);
    private bool scored;
    private string label = "";
    private string earlier = "";

    /// <summary>Shapes the labels in all their sizes in advance, so that no picture waits.</summary>
    public static void Prepare(TextCache texts, IReadOnlyList<string> labels)
    {
        for (int i = 0; i < Math.Min(labels.Count, MostPrepared); i++)
        {
            texts.Wrap(labels[i], TextWeight.Bold, LabelSize, LineSize);
            texts.Get(labels[i], TextWeight.Bold, TruthSize);
            texts.Get(labels[i], TextWeight.Medium, BarSize);
        }
    }

    /// <summary>Name of a state, in capitals.</summary>
    public static string NameOf(ResultState state) => stateNames[(int)state];

    /// <summary>Takes label and figures of a result.</summary>
    public void Publish(HudState state)
    {
        string now = state.Now.HasResult && state.Now.State == ResultState.Unknown ? Unknown : state.Now.Label;
        if (!string.Equals(now, label, StringComparison.Ordinal))
        {
            (earlier, label) = (label, now);
            arrival = new Spring(0);
        }

        if (state.Now.HasResult && state.Now.TopCount > 0)
        {
            float own = state.Now.ScoreOfLabel();
            scored = own >= 0;
            score.Show(own * 100.0);
            known.Decimals = threshold.Decimals = state.Now.Model.Output.UnknownBy == UnknownMeasure.Energy ? 2 : 3; // the other measures are at most 1
            known.Show(state.Now.Known);
            threshold.Show(state.Now.UnknownBelow);
        }
    }

    /// <summary>Advances bars and label.</summary>
    /// <param name="state">The result on display.</param>
    /// <param name="bar">Seconds for the bars: many after another label, which must not stand beside the old one's bars.</param>
    /// <param name="seconds">Seconds since the last picture.</param>
    public void Update(HudState state, float bar, float seconds)
    {
        bars.Update(state, bar);
        bars.Publish();
        arrival.Step(1, seconds, 18);
    }

    /// <summary>Draws at the bottom of a picture of the given size in units.</summary>
    public void Draw(HudState state, float width, float height)
    {
        SKRect area = new(12, height - 12 - Height, width - 12, height - 12);
        bool wide = area.Width >= BarsFrom;
        float left = wide ? MathF.Round(Math.Min(area.Width * 0.42f, 320)) : area.Width;
        SKColor accent = state.Now.HasResult ? HudColors.Of(state.Now.State) : HudColors.Dim;
        pen.Panel(area);
        pen.Fill(new SKRect(area.Left, area.Top + 12, area.Left + 4, area.Bottom - 12), 2, accent);
        DrawState(state, area, left, accent);
        DrawLabel(state, area, left);
        if (wide)
        {
            DrawBars(grey: state.Now.State is ResultState.Unknown or ResultState.Lost, new SKRect(area.Left + left, area.Top + 11, area.Right - 14, area.Bottom - 11));
        }
    }

    private void DrawState(HudState state, SKRect area, float left, SKColor accent)
    {
        float x = area.Left + 18;
        string name = state.Now.HasResult ? stateNames[(int)state.Now.State] : "WAITING";
        float width = pen.Texts.Get(name, TextWeight.Bold, 11).Width + 24;
        pen.Fill(new SKRect(x, area.Top + 13, x + width, area.Top + 31), 9, accent.WithAlpha(24));
        pen.Dot(x + 10, area.Top + 22, 3, accent);
        pen.Text(name, TextWeight.Bold, 11, x + 17, area.Top + 26, accent);
        if (state.Now.HasResult && state.Now.Truth is string truth)
        {
            SKColor verdict = state.Now.State == ResultState.Lost ? HudColors.Dim : state.Now.State == ResultState.Unknown ? HudColors.Neutral : string.Equals(truth, state.Now.Label, StringComparison.Ordinal) ? HudColors.Good : HudColors.Bad;
            float at = x + width + 10;
            at += pen.Text("truth", TextWeight.Medium, 11, at, area.Top + 26, HudColors.Dim) + 5;
            pen.Text(truth, TextWeight.Bold, TruthSize, at, area.Top + 26, verdict, maxWidth: area.Left + left - 8 - at);
        }
    }

    private void DrawLabel(HudState state, SKRect area, float left)
    {
        float x = area.Left + 18;
        float room = left - 36;
        if (!state.Now.HasResult)
        {
            pen.Text("no result yet", TextWeight.Bold, LineSize, x, area.Top + 60, HudColors.Dim, maxWidth: room);
            return;
        }

        SKColor color = state.Now.State switch { ResultState.Unknown => HudColors.Neutral, ResultState.Lost => HudColors.Dim, _ => HudColors.Text };
        float arrived = arrival.Value;
        if (arrived < 0.98f && earlier.Length > 0)
        {
            Name(earlier, room, x, area.Top + 53 - (8 * arrived), color.Fade(1 - (2 * arrived)));
        }

        if (label.Length > 0)
        {
            Name(label, room, x, area.Top + 53 + (8 * (1 - arrived)), color.Fade(arrived));
        }

        DrawFigures(state, x, area.Top + 88);
    }

    private void Name(string name, float room, float x, float y, SKColor color)
    {
        if (color.Alpha > 0)
        {
            pen.Lines(pen.Texts.Wrap(name, TextWeight.Bold, LabelSize, LineSize, room), x, y, color);
        }
    }

    // Shows the measure, which decides what is known; the score does not.
    private void DrawFigures(HudState state, float x, float y)
    {
        bool unknown = state.Now.State == ResultState.Unknown;
        if (unknown && !float.IsFinite(state.Now.Known))
        {
            pen.Text("the network's output is not a number", TextWeight.Medium, 11, x, y, HudColors.Bad);
            return;
        }

        bool settling = HudState.IsSettling(state.Now.State, known.Value, state.Now.UnknownBelow == 0 ? 0 : threshold.Value);
        if (scored && !unknown && !settling)
        {
            x += pen.Number(score.Text, NumberSize.Normal, x, y, HudColors.Dim) + 14;
        }

        x += pen.Text(UnknownMeasure.Word(state.Now.Model.Output.UnknownBy), TextWeight.Medium, 11, x, y, HudColors.Dim) + 5;
        x += pen.Number(known.Text, NumberSize.Normal, x, y, unknown ? HudColors.Neutral : HudColors.Dim) + 6;
        if (state.Now.UnknownBelow != 0)
        {
            x += pen.Number(Relation(), NumberSize.Normal, x, y, HudColors.Dim) + 6;
            x += pen.Number(threshold.Text, NumberSize.Normal, x, y, HudColors.Dim) + 8;
        }

        if (settling)
        {
            pen.Text("settling", TextWeight.Medium, 11, x, y, HudColors.Caution); // in the place of the score
        }
    }

    // Compares texts: unequal values may look equal.
    private string Relation() => known.Text.SequenceEqual(threshold.Text) ? "~" : known.Value < threshold.Value ? "<" : ">";

    private void DrawBars(bool grey, SKRect area)
    {
        float row = area.Height / ScoreBars.Rows;
        float names = Math.Min(126, area.Width * 0.36f);
        foreach (ref readonly ScoreBar bar in bars.Bars)
        {
            float opacity = Math.Clamp(bar.Opacity.Value, 0, 1) * (bar.Present ? 1 : 0.6f);
            float rank = Math.Clamp(bar.Row.Value, 0, ScoreBars.Rows);
            float middle = area.Top + ((rank + 0.5f) * row);
            float emphasis = 1 - (0.45f * Math.Min(rank, 1)); // highlights the best
            SKColor ink = (grey || rank > 0.5f ? HudColors.Dim : HudColors.Text).Fade(opacity);
            pen.Text(bar.Label, TextWeight.Medium, BarSize, area.Left, middle + 4.6f, ink, maxWidth: names - 10);
            pen.Bar(new SKRect(area.Left + names, middle - 5, area.Right - 46, middle + 5), bar.Length.Value, opacity * emphasis, grey);
            (bar.Shown * 100.0).TryFormat(figures, out int length, "F1", CultureInfo.InvariantCulture);
            pen.Number(figures.AsSpan(0, length), NumberSize.Normal, area.Right, middle + 4.6f, ink, TextAlign.Right);
        }
    }
}

using EdgeResNet.EdgeApp.Labels;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Upper right: frames per second with the rate of the slowest hundredth, age of the shown result with its recent history and its stutter, and time of each stage.</summary>
internal sealed class StagePanel(HudPen pen)
{
    /// <summary>Width in units.</summary>
    public const float Width = 184;
    private const float Height = 190;
    private const int Samples = 90;
    private static readonly string[] names = ["capture", "preprocess", "inference", "postprocess", "overlay"];
    private readonly Readout fps = new(1, longest: 4); // "99.9", "100": longer numbers would touch their neighbour
    private readonly Readout captureFps = new(0);
    private readonly Readout displayFps = new(0);
    private readonly Readout age = new(1);
    private readonly Readout ageSeconds = new(1, longest: 5);
    private readonly Readout[] stages = [new(2), new(2), new(2), new(2), new(2)];
    private readonly float[] ages = new float[Samples];
    private readonly SKPoint[] points = new SKPoint[Samples];
    private readonly char[] axis = new char[8];
    private int newest;
    private readonly bool[] stutters = new bool[Samples];
    private readonly FramePacing pacing = new();
    private readonly Readout low = new(1, longest: 4);
    private double ceiling = LeastCeiling;
    private const double LeastCeiling = 10; // ms
    private const double HighestCeiling = 500_000; // "500s": longer texts would leave the panel
    private const double InSeconds = 10_000; // ms from which an age is in seconds: more digits would touch the graph

    /// <summary>Takes the newest numbers.</summary>
    public void Update(HudState state)
    {
        fps.Add(state.Now.InferenceFps);
        captureFps.Add(state.Now.CaptureFps);
        displayFps.Add(state.Now.DisplayFps);
        double shown = state.Now.State == ResultState.Lost ? state.Now.PictureAgeMs : state.Now.AgeMs; // a lost source has no new results; the picture's age matters
        age.Add(shown);
        ageSeconds.Add(shown / 1000);
        stages[0].Add(state.Now.Times.CaptureMs);
        stages[1].Add(state.Now.Times.PreprocessMs);
        stages[2].Add(state.Now.Times.InferenceMs);
        stages[3].Add(state.Now.Times.PostprocessMs);
        stages[4].Add(state.Now.Times.OverlayMs);
        newest = (newest + 1) % Samples;
        ages[newest] = float.IsFinite((float)shown) ? (float)shown : 0;
        stutters[newest] = pacing.Add(state.Now.Times.Finished, state.Now.Processed);
    }

    /// <summary>Updates the shown numbers.</summary>
    public void Publish()
    {
        fps.Publish();
        captureFps.Publish();
        displayFps.Publish();
        age.Publish();
        ageSeconds.Publish();
        low.Show(pacing.Low());
        ceiling = Ceiling();
        foreach (Readout stage in stages)
        {
            stage.Publish();
        }
    }

    /// <summary>Draws at the upper right of a picture of the given width in units.</summary>
    public void Draw(float width)
    {
        SKRect area = new(width - 12 - Width, 12, width - 12, 12 + Height);
        pen.Panel(area);
        float left = area.Left + 14;
        float right = area.Right - 14;
        float wide = pen.Number(fps.Text, NumberSize.Large, left - 1, area.Top + 36, HudColors.Text);
        pen.Text("FPS", TextWeight.Bold, 11, left + wide + 5, area.Top + 36, HudColors.Dim);
        Pair("source", captureFps.Text, right, area.Top + 22);
        Pair("view", displayFps.Text, right, area.Top + 36);
        float at = left + pen.Text("1 % low", TextWeight.Medium, 11, left, area.Top + 51, HudColors.Dim) + 5;
        pen.Number(low.Text, NumberSize.Small, at, area.Top + 51, HudColors.Text);
        DrawAge(left, right, area.Top + 58);
        DrawShares(new SKRect(left, area.Top + 98, right, area.Top + 103));
        float y = area.Top + 118;
        for (int i = 0; i < names.Length; i++, y += 13.6f)
        {
            pen.Dot(left + 3, y - 3.8f, 3, HudColors.Stages[i]);
            pen.Text(names[i], TextWeight.Medium, 11, left + 12, y, HudColors.Dim);
            pen.Number(stages[i].Text, NumberSize.Small, right - 18, y, HudColors.Text, TextAlign.Right);
            pen.Text("ms", TextWeight.Medium, 11, right, y, HudColors.Dim, TextAlign.Right);
        }
    }

    private void Pair(string name, ReadOnlySpan<char> value, float right, float y)
    {
        float width = pen.Number(value, NumberSize.Small, right, y, HudColors.Text, TextAlign.Right);
        pen.Text(name, TextWeight.Medium, 11, right - width - 5, y, HudColors.Dim, TextAlign.Right);
    }

    private void DrawAge(float left, float right, float top)
    {
        const float tall = 30;
        float from = left + 24;
        float graph = right - 58;
        pen.Fill(new SKRect(from, top, graph, top + 1), HudColors.Edge);
        pen.Fill(new SKRect(from, top + tall, graph, top + tall + 1), HudColors.Edge);
        pen.Number(Axis(), NumberSize.Small, from - 4, top + 5, HudColors.Dim, TextAlign.Right);
        pen.Number("0", NumberSize.Small, from - 4, top + tall + 2, HudColors.Dim, TextAlign.Right);
        float scale = tall / (float)ceiling;
        for (int i = 0; i < Samples; i++)
        {
            int sample = (newest + 1 + i) % Samples;
            points[i] = new SKPoint(from + ((graph - from) * i / (Samples - 1)), top + tall - Math.Min(ages[sample] * scale, tall));
            if (stutters[sample])
            {
                pen.Fill(new SKRect(points[i].X - 1, top + 1, points[i].X + 1, top + tall), HudColors.Bad);
            }
        }

        pen.Polyline(points, 1.4f, HudColors.AccentTo);
        bool slow = age.Value >= InSeconds;
        pen.Text(slow ? "AGE s" : "AGE ms", TextWeight.Bold, 11, right, top - 1, HudColors.Dim, TextAlign.Right);
        pen.Number(slow ? ageSeconds.Text : age.Text, NumberSize.Normal, right, top + 15, HudColors.Text, TextAlign.Right);
    }

    // "500", and "2s" above a second: the numbers stay within the panel.
    private ReadOnlySpan<char> Axis()
    {
        bool slow = ceiling > 1000;
        (slow ? ceiling / 1000 : ceiling).TryFormat(axis, out int length, "F0", System.Globalization.CultureInfo.InvariantCulture);
        axis[length] = 's';
        return axis.AsSpan(0, slow ? length + 1 : length);
    }

    // The next of 10, 20, 50, 100 … above all samples, so that the axis rests.
    private double Ceiling()
    {
        float highest = 0;
        foreach (float sample in ages)
        {
            highest = Math.Max(highest, sample);
        }

        double end = LeastCeiling;
        for (int step = 0; end < highest * 1.15 && end < HighestCeiling; step++)
        {
            end *= step % 3 == 1 ? 2.5 : 2;
        }

        return end;
    }

    private void DrawShares(SKRect bar)
    {
        double total = 0;
        foreach (Readout stage in stages)
        {
            total += Math.Max(stage.Value, 0);
        }

        pen.Fill(bar, 2.5f, HudColors.Track);
        float x = bar.Left;
        for (int i = 0; i < stages.Length && total > 0; i++)
        {
            float share = (float)(Math.Max(stages[i].Value, 0) / total) * bar.Width;
            pen.Fill(new SKRect(x, bar.Top, Math.Max(x + share - 0.7f, x), bar.Bottom), HudColors.Stages[i]);
            x += share;
        }
    }
}

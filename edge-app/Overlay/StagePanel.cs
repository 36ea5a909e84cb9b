using EdgeResNet.EdgeApp.Labels;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Upper right: frames per second, age of the shown result with its recent history, and time of each stage.</summary>
internal sealed class StagePanel(HudPen pen)
{
    /// <summary>Width in units.</summary>
    public const float Width = 184;
    private const float Height = 178;
    private const int Samples = 90;
    private static readonly string[] names = ["capture", "preprocess", "inference", "postprocess", "overlay"];
    private readonly Readout fps = new(1, longest: 4); // "99.9", "100": longer numbers would touch their neighbour
    private readonly Readout captureFps = new(0);
    private readonly Readout displayFps = new(0);
    private readonly Readout age = new(1);
    private readonly Readout[] stages = [new(2), new(2), new(2), new(2), new(2)];
    private readonly float[] ages = new float[Samples];
    private readonly SKPoint[] points = new SKPoint[Samples];
    private int newest;
    private Spring ceiling = new(20);

    /// <summary>Takes the newest numbers.</summary>
    public void Update(HudState state, float seconds)
    {
        fps.Add(state.Now.InferenceFps);
        captureFps.Add(state.Now.CaptureFps);
        displayFps.Add(state.Now.DisplayFps);
        double shown = state.Now.State == ResultState.Lost ? state.Now.PictureAgeMs : state.Now.AgeMs; // a lost source has no new results; the picture's age matters
        age.Add(shown);
        stages[0].Add(state.Now.Times.CaptureMs);
        stages[1].Add(state.Now.Times.PreprocessMs);
        stages[2].Add(state.Now.Times.InferenceMs);
        stages[3].Add(state.Now.Times.PostprocessMs);
        stages[4].Add(state.Now.Times.OverlayMs);
        newest = (newest + 1) % Samples;
        ages[newest] = float.IsFinite((float)shown) ? (float)shown : 0;
        float highest = 10;
        foreach (float sample in ages)
        {
            highest = Math.Max(highest, sample);
        }

        ceiling.Step(highest * 1.15f, seconds, 6);
    }

    /// <summary>Updates the shown numbers.</summary>
    public void Publish()
    {
        fps.Publish();
        captureFps.Publish();
        displayFps.Publish();
        age.Publish();
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
        DrawAge(left, right, area.Top + 46);
        DrawShares(new SKRect(left, area.Top + 84, right, area.Top + 89));
        float y = area.Top + 105;
        for (int i = 0; i < names.Length; i++, y += 13.6f)
        {
            pen.Dot(left + 3, y - 3.8f, 3, HudColors.Stages[i]);
            pen.Text(names[i], TextWeight.Medium, 11.5f, left + 12, y, HudColors.Dim);
            pen.Number(stages[i].Text, NumberSize.Small, right - 18, y, HudColors.Text, TextAlign.Right);
            pen.Text("ms", TextWeight.Medium, 10, right, y, HudColors.Dim, TextAlign.Right);
        }
    }

    private void Pair(string name, ReadOnlySpan<char> value, float right, float y)
    {
        float width = pen.Number(value, NumberSize.Small, right, y, HudColors.Text, TextAlign.Right);
        pen.Text(name, TextWeight.Medium, 10, right - width - 5, y, HudColors.Dim, TextAlign.Right);
    }

    private void DrawAge(float left, float right, float top)
    {
        const float tall = 30;
        float graph = right - 62;
        float scale = tall / Math.Max(ceiling.Value, 1);
        for (int i = 0; i < Samples; i++)
        {
            float sample = ages[(newest + 1 + i) % Samples];
            points[i] = new SKPoint(left + ((graph - left) * i / (Samples - 1)), top + tall - Math.Min(sample * scale, tall));
        }

        pen.Fill(new SKRect(left, top + tall + 0.5f, graph, top + tall + 1.5f), HudColors.Edge);
        pen.Polyline(points, 1.4f, HudColors.AccentTo);
        pen.Text("AGE ms", TextWeight.Bold, 9.5f, right, top + 11, HudColors.Dim, TextAlign.Right);
        pen.Number(age.Text, NumberSize.Normal, right, top + 27, HudColors.Text, TextAlign.Right);
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

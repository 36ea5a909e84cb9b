using EdgeResNet.Shared.Imaging;
using OpenCvSharp;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>
/// Draws the HUD with Skia directly on the pixels of an OpenCV picture. Layout is in units: a 640×480 picture has 640×480.
/// Motion follows <see cref="HudMoment.Seconds"/>, not the number of pictures. Label, state, score, measure and bars are always
/// of one frame: they change together. Allocates nothing on the managed heap for texts seen before.
/// </summary>
internal sealed class HudRenderer : IHudRenderer
{
    private const double PublishEvery = 0.2; // seconds; people cannot read faster changes
    private const float StagesFrom = 440; // narrower pictures have no room for the stages …
    private const float SourceFrom = 240; // … lower ones none for the source
    private const float LeastScale = 0.6f;
    private const float LeastCompactScale = 0.8f; // its few words stay readable
    private readonly HudPen pen = new();
    private readonly HudState shown = new(); // the result on display
    private readonly ResultPanel result;
    private readonly CompactPanel compact;
    private const double LongestGap = 0.5; // seconds
    private const float Settling = 10; // seconds until all motion has stopped
    private readonly StagePanel stages;
    private readonly SourcePanel source;
    private readonly NoticePanel notices;
    private readonly EvidencePanel evidence;
    private readonly PictureSurfaces surfaces = new();
    private TextCache? prepared; // labels that another thread has shaped
    private SKSizeI size;
    private double? last;
    private double published = double.NegativeInfinity;

    /// <summary>Prepares fonts and panels.</summary>
    public HudRenderer()
    {
        result = new ResultPanel(pen);
        compact = new CompactPanel(pen);
        stages = new StagePanel(pen);
        source = new SourcePanel(pen);
        notices = new NoticePanel(pen);
        evidence = new EvidencePanel(pen);
    }

    public void Prepare(IReadOnlyList<string> labels)
    {
        TextCache texts = new(); // fonts are for one thread
        ResultPanel.Prepare(texts, labels);
        CompactPanel.Prepare(texts, labels);
        Interlocked.Exchange(ref prepared, texts)?.Dispose();
    }

    public void Draw(Mat bgra, HudState state)
    {
        ArgumentNullException.ThrowIfNull(bgra);
        ArgumentNullException.ThrowIfNull(state);
        Attach(bgra);
        Adopt();
        Advance(state);
        evidence.DrawMap(state);
        bool full = state.Detail == HudDetail.Full;
        float scale = Math.Max(Math.Min(size.Width / 640f, size.Height / 480f), full ? LeastScale : LeastCompactScale);
        float width = size.Width / scale;
        float height = size.Height / scale;
        int saved = pen.Canvas.Save();
        pen.Canvas.Scale(scale);
        float floor = height - 12;
        if (state.Detail != HudDetail.Off)
        {
            DrawRegion(state.Now.Region, scale);
            notices.DrawDimmed(width, height);
            floor = DrawResult(state, width, height, state.Now.Region.X / scale);
        }

        floor -= evidence.DrawLegend(state, width, floor);
        if (state.Detail != HudDetail.Off)
        {
            notices.Draw(width, height, floor);
        }

        pen.Canvas.RestoreToCount(saved);
    }

    public void Dispose()
    {
        surfaces.Dispose();
        evidence.Dispose();
        pen.Dispose();
        prepared?.Dispose();
    }

    private void Adopt()
    {
        if (prepared is not null && Interlocked.Exchange(ref prepared, null) is TextCache texts)
        {
            pen.Texts.Adopt(texts);
            texts.Dispose();
        }
    }

    /// <returns>Where the free room above the result ends, in units.</returns>
    private float DrawResult(HudState state, float width, float height, float beside)
    {
        if (state.Detail == HudDetail.Full)
        {
            DrawPanels(state, width, height);
            return height - 12 - ResultPanel.Height - 10;
        }

        compact.Draw(shown, width, height, beside);
        return compact.Top - 8;
    }

    private void DrawPanels(HudState state, float width, float height)
    {
        result.Draw(shown, width, height);
        if (height >= SourceFrom)
        {
            source.Draw(state, width >= StagesFrom ? width - StagePanel.Width - 34 : width - 24);
        }

        if (width >= StagesFrom)
        {
            stages.Draw(width);
        }
    }

    private void Advance(HudState state)
    {
        // After a gap, animations jump to their end, as in a single snapshot.
        float seconds = last is double before && state.Now.Seconds - before < LongestGap ? (float)Math.Max(state.Now.Seconds - before, 0) : Settling;
        last = state.Now.Seconds;
        stages.Update(state);
        notices.Update(state, seconds);
        bool another = !shown.Now.ReadsLike(state.Now);
        bool due = Math.Abs(state.Now.Seconds - published) >= PublishEvery;
        if (another || due)
        {
            shown.CopyFactsFrom(state);
            shown.Now = state.Now;
            result.Publish(shown);
            compact.Publish(shown);
        }

        result.Update(shown, another ? Settling : seconds, seconds);
        if (due)
        {
            published = state.Now.Seconds;
            stages.Publish();
            source.Publish(state);
            pen.Texts.Trim();
        }
    }

    private void Attach(Mat bgra)
    {
        if (bgra.Type() != MatType.CV_8UC4)
        {
            throw new ArgumentException($"The HUD is drawn on 8-bit BGRA, not on {bgra.Type()}.", nameof(bgra));
        }

        size = new SKSizeI(bgra.Cols, bgra.Rows);
        pen.Canvas = surfaces.CanvasOf(bgra);
    }

    // Corners of the network's region, unless it is the whole picture.
    private void DrawRegion(PixelRect region, float scale)
    {
        if (region.Width <= 0 || region.Height <= 0 || (region.Width >= size.Width && region.Height >= size.Height))
        {
            return;
        }

        float left = (region.X / scale) + 2;
        float top = (region.Y / scale) + 2;
        float right = ((region.X + region.Width) / scale) - 2;
        float bottom = ((region.Y + region.Height) / scale) - 2;
        float arm = Math.Min(18, Math.Min(right - left, bottom - top) / 3);
        for (int pass = 0; pass < 2; pass++)
        {
            SKColor color = pass == 0 ? new SKColor(0, 0, 0, 120) : HudColors.Text.WithAlpha(220); // a shadow keeps it visible on white
            float wide = pass == 0 ? 4 : 2;
            DrawCorner(left, top, arm, arm, wide, color);
            DrawCorner(right, top, -arm, arm, wide, color);
            DrawCorner(left, bottom, arm, -arm, wide, color);
            DrawCorner(right, bottom, -arm, -arm, wide, color);
        }
    }

    private void DrawCorner(float x, float y, float horizontal, float vertical, float wide, SKColor color)
    {
        float half = wide / 2;
        pen.Fill(Between(x - MathF.CopySign(half, horizontal), x + horizontal, y - half, y + half), color);
        pen.Fill(Between(x - half, x + half, y + MathF.CopySign(half, vertical), y + vertical), color); // no pixel twice: the colour is translucent
    }

    private static SKRect Between(float x0, float x1, float y0, float y1) => new(Math.Min(x0, x1), Math.Min(y0, y1), Math.Max(x0, x1), Math.Max(y0, y1));
}

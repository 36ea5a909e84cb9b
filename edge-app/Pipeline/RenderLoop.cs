using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Draws the newest picture with the newest result at the display's rate and shows it to every sink that wants it. Runs on the calling thread. The caller owns sinks and renderer.</summary>
/// <param name="sinks">Take the pictures.</param>
/// <param name="renderer">Draws the HUD.</param>
/// <param name="controls">Requests of the user.</param>
/// <param name="feed">Delivers pictures and results.</param>
/// <param name="counters">Counters shared by the loops.</param>
/// <param name="connection">The source.</param>
/// <param name="hud">Fills the HUD state.</param>
/// <param name="canvas">Converts pictures for the HUD.</param>
internal sealed class RenderLoop(IReadOnlyList<IPictureSink> sinks, IHudRenderer renderer, PipelineControls controls, DisplayFeed feed, PipelineCounters counters, SourceConnection connection, HudWriter hud, HudCanvas canvas) : IDisposable
{
    private readonly PictureSinkGroup sinks = new(sinks);
    private readonly PicturePool pictures = new(1 + sinks.Sum(sink => sink.MostHeld)); // one to draw on, plus those that sinks may hold
    private readonly SourceHealth health = connection.Health;
    private readonly bool showsEveryFrame = !connection.IsLive; // a file shows each picture; a live source the newest at each tick
    private readonly ResultPhase phase = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private Frame? frame;
    private Pace? pace;
    private long drawn;

    /// <summary>Whether the thread had real-time priority to the end.</summary>
    public bool RealTime => pace is { RealTime: true };

    /// <summary>Managed bytes allocated for each picture.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>Opens the sinks; called before frames flow, on the thread that will call <see cref="Run"/>.</summary>
    public void Start()
    {
        sinks.Start();
        feed.Wanted = sinks.Wanted;
    }

    /// <summary>Draws until <paramref name="classified"/> is cancelled (no result will follow), then draws the last picture if it is new.</summary>
    public void Run(CancellationToken classified)
    {
        pace = Pace.Keep(!showsEveryFrame);
        try
        {
            DrawAll(classified);
        }
        finally
        {
            pace.Pause();
        }
    }

    public void Dispose() => pictures.Dispose();

    private void DrawAll(CancellationToken classified)
    {
        FrameClock clock = new(FrameClock.DefaultHertz);
        bool unanswered = false; // the inference thread waits for this picture of a file
        while (!classified.IsCancellationRequested)
        {
            unanswered |= showsEveryFrame ? feed.WaitForPicture((int)(1000 / FrameClock.DefaultHertz)) : clock.Wait(classified);
            feed.Wanted = sinks.Wanted;
            if (unanswered || !showsEveryFrame)
            {
                Refresh();
                clock.Shift(phase.TakeCorrection());
            }

            sinks.Tick();
            if (showsEveryFrame && unanswered && !controls.Paused)
            {
                feed.Acknowledge();
                unanswered = false;
            }
        }

        if (!showsEveryFrame)
        {
            Refresh();
        }
    }

    /// <summary>Unless paused, takes new data, draws and shows it.</summary>
    private void Refresh()
    {
        long now = Stopwatch.GetTimestamp();
        double elapsed = Stopwatch.GetElapsedTime(started, now).TotalSeconds;
        ref HudMoment moment = ref hud.State.Now;
        moment.Seconds = showsEveryFrame ? drawn / connection.FramesPerSecond : elapsed; // a file's HUD moves in the file's time, at any reading speed
        moment.Paused = controls.Paused;
        if (!moment.Paused)
        {
            TakeNewest(now);
        }

        if (!feed.Wanted && !moment.Paused && !health.IsLost)
        {
            frame = null; // no more pictures: a later viewer must not see an old one beside new results
        }

        if (frame is null || !feed.Wanted)
        {
            return;
        }

        hud.Take(frame, drawn, elapsed);
        if (pictures.Take() is SharedPicture picture)
        {
            DrawAndShow(frame, picture);
        }
        else
        {
            sinks.CountLost(); // a sink holds more than it declared: skip a picture, do not wait
        }

        counters.OverlayMs = Stopwatch.GetElapsedTime(now).TotalMilliseconds; // includes the hand-over to the sinks
        drawn++;
        pace?.Look();
        Allocation.Count();
    }

    private void TakeNewest(long now)
    {
        if (feed.TryPicture(out Frame newest))
        {
            frame = newest;
        }
        else if (frame is null && counters.Captured == 0 && health.IsLost)
        {
            frame = canvas.Black(health.LostAt);
        }

        if (feed.TryResult(out FrameResult result))
        {
            hud.Take(result);
            if (result.State == ResultState.Lost)
            {
                phase.Reset();
            }
            else
            {
                phase.Add(Stopwatch.GetElapsedTime(result.Times.Finished, now).TotalMilliseconds);
            }
        }
    }

    private void DrawAndShow(Frame shown, SharedPicture picture)
    {
        try
        {
            hud.State.Now.Region = canvas.Copy(shown.Picture, picture.Canvas, hud.State.Now.Model.Input);
            hud.State.Detail = controls.Overlay;
            hud.State.Explanation = controls.Explanations.OnPicture ? controls.Explanations.Newest : null;
            if (hud.State.Detail != HudDetail.Off || hud.State.Explanation is not null)
            {
                renderer.Draw(picture.Mat, hud.State);
            }

            sinks.Show(new HudFrame(picture, hud.State, drawn) { Raw = shown.Image });
        }
        finally
        {
            picture.Release();
        }
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Draws the newest picture with the newest result at the display's clock and shows it to every sink that wants it. Runs on the thread that calls it. Sinks and renderer stay with the caller.</summary>
/// <param name="sinks">Take the pictures.</param>
/// <param name="renderer">Draws the HUD.</param>
/// <param name="controls">What a person may ask.</param>
/// <param name="feed">Where pictures and results come from.</param>
/// <param name="counters">Of the loops.</param>
/// <param name="connection">The source.</param>
/// <param name="hud">Writes what the HUD says.</param>
/// <param name="canvas">Makes room for the HUD.</param>
internal sealed class RenderLoop(IReadOnlyList<IPictureSink> sinks, IHudRenderer renderer, PipelineControls controls, DisplayFeed feed, PipelineCounters counters, SourceConnection connection, HudWriter hud, HudCanvas canvas) : IDisposable
{
    private readonly PictureSinkGroup sinks = new(sinks);
    private readonly PicturePool pictures = new(1 + sinks.Sum(sink => sink.MostHeld)); // the one to draw on, and all that the sinks may hold meanwhile
    private readonly SourceHealth health = connection.Health;
    private readonly bool showsEveryFrame = !connection.IsLive; // of a file, each when it comes, instead of the newest at each tick of the clock
    private readonly ResultPhase phase = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private Frame? frame;
    private Pace? pace;
    private long drawn;

    /// <summary>Whether the thread went before all others to the end.</summary>
    public bool RealTime => pace is { RealTime: true };

    /// <summary>What a picture costs on the managed heap.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>Opens the sinks; called before frames flow, on the thread that will call <see cref="Run"/>.</summary>
    public void Start()
    {
        sinks.Start();
        feed.Wanted = sinks.Wanted;
    }

    /// <summary>Draws until <paramref name="classified"/> says that no result will follow, and draws the last picture once more if it is new.</summary>
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
        bool unanswered = false; // a picture of a file that the inference thread waits for
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

    /// <summary>Takes what is new (unless paused), draws it and shows it.</summary>
    private void Refresh()
    {
        long now = Stopwatch.GetTimestamp();
        double elapsed = Stopwatch.GetElapsedTime(started, now).TotalSeconds;
        ref HudMoment moment = ref hud.State.Now;
        moment.Seconds = showsEveryFrame ? drawn / connection.FramesPerSecond : elapsed; // a file's HUD moves in the file's time, however fast it is read
        moment.Paused = controls.Paused;
        if (!moment.Paused)
        {
            TakeNewest(now);
        }

        if (!feed.Wanted && !moment.Paused && !health.IsLost)
        {
            frame = null; // pictures stop coming: nobody who looks next must see an old one beside new results
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
            sinks.CountLost(); // a sink holds more than it said: better a picture less than a wait
        }

        counters.OverlayMs = Stopwatch.GetElapsedTime(now).TotalMilliseconds; // the hand-over to the sinks included
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
            hud.State.Now.Region = canvas.Copy(shown.Picture, picture.Canvas);
            if (controls.OverlayVisible)
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

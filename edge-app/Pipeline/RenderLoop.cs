using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Draws the newest picture with the newest result at the display's clock and shows it to every sink that wants it. Runs on the thread that calls it.</summary>
internal sealed class RenderLoop : IDisposable
{
    // Smaller pictures are enlarged by a whole factor, so that there is room for the HUD.
    private const int SmallestWidth = 320;
    private const int SmallestHeight = 240;
    private readonly IPictureSink[] sinks;
    private readonly IHudRenderer renderer;
    private readonly PipelineControls controls;
    private readonly DisplayFeed feed;
    private readonly PipelineCounters counters;
    private readonly IImageClassifier classifier;
    private readonly Preprocessor preprocessor; // only asked what it would look at
    private readonly HudState state;
    private readonly RateMeter captureRate = new();
    private readonly RateMeter inferenceRate = new();
    private readonly RateMeter displayRate = new();
    private readonly Frame absent = new();
    private readonly Picture enlarged = new();
    private readonly PicturePool pictures;
    private readonly long started = Stopwatch.GetTimestamp();
    private Frame? frame;
    private Pace? pace;
    private readonly ResultPhase phase = new();
    private long drawn;
    private double elapsed; // seconds since the start
    private (string Sink, string Problem, string Text) warning = ("", "", "");

    /// <summary>Sinks and renderer stay with whoever made them.</summary>
    public RenderLoop(IReadOnlyList<IPictureSink> sinks, IHudRenderer renderer, PipelineControls controls, DisplayFeed feed, PipelineCounters counters, IImageClassifier classifier, string source)
    {
        this.sinks = [.. sinks.Select(sink => new GuardedSink(sink))];
        pictures = new PicturePool(1 + sinks.Sum(sink => sink.MostHeld)); // the one to draw on, and all that the sinks may hold meanwhile
        this.renderer = renderer;
        this.controls = controls;
        this.feed = feed;
        this.counters = counters;
        this.classifier = classifier;
        preprocessor = new Preprocessor(classifier.InputSpec);
        state = new HudState(InferenceLoop.TopK(classifier)) { Model = classifier.Model, Provider = classifier.ExecutionProvider, Precision = classifier.Precision, Sha256 = classifier.Sha256, Source = source, UnknownBy = classifier.OutputSpec.UnknownBy };
    }

    /// <summary>Pictures a second.</summary>
    public double Hertz { get; init; } = FrameClock.DefaultHertz;

    /// <summary>What the network looks at; absent: the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>True for files: every picture is drawn once, when it comes, instead of the newest at each tick of the clock.</summary>
    public bool ShowsEveryFrame { get; init; }

    /// <summary>Whether the source delivers; absent: always.</summary>
    public SourceHealth? Health { get; init; }

    /// <summary>Of those whose problems the picture shows, beside the picture sinks.</summary>
    public IReadOnlyList<SinkStatus> Statuses { get; init; } = [];

    /// <summary>Whether the thread went before all others to the end.</summary>
    public bool RealTime => pace is { RealTime: true };

    /// <summary>What a picture costs on the managed heap.</summary>
    public AllocationMeter Allocation { get; } = new();

    /// <summary>Pictures a second of a file when it is played.</summary>
    public double FileHertz { get; init; } = FrameClock.DefaultHertz;

    /// <summary>Opens the sinks; called before frames flow, on the thread that will call <see cref="Run"/>.</summary>
    public void Start()
    {
        foreach (IPictureSink sink in sinks)
        {
            sink.Start();
        }

        feed.Wanted = AnyWanted();
    }

    /// <summary>Draws until <paramref name="classified"/> says that no result will follow, and draws the last picture once more if it is new.</summary>
    public void Run(CancellationToken classified)
    {
        pace = Pace.Keep(!ShowsEveryFrame);
        try
        {
            DrawAll(classified);
        }
        finally
        {
            pace.Pause();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        absent.Dispose();
        enlarged.Dispose();
        pictures.Dispose();
    }

    private void DrawAll(CancellationToken classified)
    {
        FrameClock clock = new(Hertz);
        bool unanswered = false; // a picture of a file that the inference thread waits for
        while (!classified.IsCancellationRequested)
        {
            unanswered |= ShowsEveryFrame ? feed.WaitForPicture((int)(1000 / Hertz)) : clock.Wait(classified);
            feed.Wanted = AnyWanted();
            if (unanswered || !ShowsEveryFrame)
            {
                Refresh();
                clock.Shift(phase.TakeCorrection());
            }

            Tick();
            if (ShowsEveryFrame && unanswered && !controls.Paused)
            {
                feed.Acknowledge();
                unanswered = false;
            }
        }

        if (!ShowsEveryFrame)
        {
            Refresh();
        }
    }

    private bool AnyWanted()
    {
        bool wanted = false;
        foreach (IPictureSink sink in sinks)
        {
            wanted |= sink.Wanted;
        }

        return wanted;
    }

    private void Tick()
    {
        foreach (IPictureSink sink in sinks)
        {
            sink.Tick();
        }
    }

    /// <summary>Takes what is new (unless paused), draws it and shows it.</summary>
    private void Refresh()
    {
        long now = Stopwatch.GetTimestamp();
        elapsed = Stopwatch.GetElapsedTime(started, now).TotalSeconds;
        state.Seconds = ShowsEveryFrame ? drawn / FileHertz : elapsed; // a file's HUD moves in the file's time, however fast it is read
        state.Paused = controls.Paused;
        if (!state.Paused)
        {
            if (feed.TryPicture(out Frame newest))
            {
                frame = newest;
            }
            else if (frame is null && counters.Captured == 0 && Health is { IsLost: true } health)
            {
                frame = NoPicture(health.LostAt);
            }

            if (feed.TryResult(out FrameResult result))
            {
                Describe(result);
                Follow(result, now);
            }
        }

        if (!feed.Wanted && !state.Paused && Health is not { IsLost: true })
        {
            frame = null; // pictures stop coming: whoever looks next must not see an old one beside new results
        }

        if (frame is null || !feed.Wanted)
        {
            return;
        }

        Describe(frame, now);
        if (pictures.Take() is SharedPicture picture)
        {
            DrawAndShow(frame, picture);
        }
        else
        {
            CountLost(); // a sink holds more than it said: better a picture less than a wait
        }

        counters.OverlayMs = Stopwatch.GetElapsedTime(now).TotalMilliseconds; // the hand-over to the sinks included
        drawn++;
        pace?.Look();
        Allocation.Count();
    }

    private void DrawAndShow(Frame shown, SharedPicture picture)
    {
        try
        {
            int factor = Enlarge(shown.Picture, picture.Canvas);
            PixelRect seen = preprocessor.SourceRectangle(shown.Image.Cols, shown.Image.Rows, Region);
            state.Region = new PixelRect(seen.X * factor, seen.Y * factor, seen.Width * factor, seen.Height * factor);
            if (controls.OverlayVisible)
            {
                renderer.Draw(picture.Mat, state);
            }

            Show(new HudFrame(picture, state, drawn) { Raw = shown.Image });
        }
        finally
        {
            picture.Release();
        }
    }

    private void Follow(FrameResult result, long now)
    {
        if (result.State == ResultState.Lost)
        {
            phase.Reset();
        }
        else
        {
            phase.Add(Stopwatch.GetElapsedTime(result.Captured, now).TotalMilliseconds - result.AgeMs);
        }
    }

    private void Show(HudFrame finished)
    {
        foreach (IPictureSink sink in sinks)
        {
            if (sink.Wanted)
            {
                sink.Show(finished);
            }
        }
    }

    private void CountLost()
    {
        foreach (IPictureSink sink in sinks)
        {
            if (sink.Wanted)
            {
                sink.Status.CountLost();
            }
        }
    }

    /// <summary>A black picture for the banner of a source that was not there from the start, as old as its absence.</summary>
    private Frame NoPicture(long absentSince)
    {
        absent.Image.Create(480, 640, MatType.CV_8UC3);
        absent.Image.SetTo(Scalar.Black);
        absent.Captured = absentSince;
        return absent;
    }

    /// <summary>Copies the frame into <paramref name="target"/> as BGRA, enlarged where it is small, and returns the factor.</summary>
    private int Enlarge(Picture source, Picture target)
    {
        Mat image = source.Mat;
        int factor = Math.Max(1, Math.Max((SmallestWidth + image.Cols - 1) / image.Cols, (SmallestHeight + image.Rows - 1) / image.Rows));
        if (factor == 1)
        {
            source.ConvertColor(target, ColorConversionCodes.BGR2BGRA);
            return factor;
        }

        source.Resize(enlarged, new Size(image.Cols * factor, image.Rows * factor), InterpolationFlags.Nearest);
        enlarged.ConvertColor(target, ColorConversionCodes.BGR2BGRA);
        return factor;
    }

    private void Describe(FrameResult result)
    {
        IReadOnlyList<string> labels = classifier.OutputSpec.Labels;
        state.HasResult = true;
        state.State = result.State;
        state.AgeMs = result.AgeMs;
        state.ResultCaptured = result.Captured;
        if (result.State == ResultState.Lost)
        {
            return; // the last label stays, under the banner
        }

        state.Label = labels[result.ShownClass];
        state.Known = result.Known;
        state.Truth = result.Truth is int truth ? labels[truth] : null;
        state.Stages = result.Stages;
        state.TopCount = result.TopClasses.Length;
        for (int i = 0; i < state.TopCount; i++)
        {
            state.Top[i] = new HudEntry(result.TopClasses[i], labels[result.TopClasses[i]], result.TopScores[i]);
        }
    }

    /// <summary>The first sink that has a problem, in words; made anew only when it changes.</summary>
    private string? Problem()
    {
        foreach (IPictureSink sink in sinks)
        {
            if (sink.Status.Problem is string problem)
            {
                return Warning(sink.Status.Name, problem);
            }
        }

        for (int i = 0; i < Statuses.Count; i++)
        {
            if (Statuses[i].Problem is string problem)
            {
                return Warning(Statuses[i].Name, problem);
            }
        }

        return null;
    }

    private string Warning(string sink, string problem)
    {
        if (warning.Sink != sink || warning.Problem != problem)
        {
            warning = (sink, problem, $"{sink}: {problem}");
        }

        return warning.Text;
    }

    private void Describe(Frame shown, long now)
    {
        state.Frame = shown.Index;
        state.PictureAgeMs = Math.Max(Stopwatch.GetElapsedTime(shown.Captured, now).TotalMilliseconds, 0); // it may have come after this round began
        state.Captured = counters.Captured;
        state.Processed = counters.Processed;
        state.Dropped = counters.Dropped;
        state.Reconnects = counters.Reconnects;
        state.CaptureFps = captureRate.Update(elapsed, state.Captured);
        state.InferenceFps = inferenceRate.Update(elapsed, state.Processed);
        state.DisplayFps = displayRate.Update(elapsed, drawn);
        state.UnknownBelow = controls.UnknownBelow;
        state.Banner = Health?.Banner();
        state.Warning = Problem();
        state.Message = controls.Message;
    }
}

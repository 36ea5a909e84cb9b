using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Draws the newest picture with the newest result at the display's clock and shows it to every sink that wants it. Runs on the thread that calls it.</summary>
internal sealed class RenderLoop : IDisposable
{
    /// <summary>Pictures a second unless told otherwise.</summary>
    public const double DefaultHertz = 30;

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
    private readonly Mat enlarged = new();
    private readonly Mat picture = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private Frame? frame;
    private long drawn;
    private double elapsed; // seconds since the start

    /// <summary>Sinks and renderer stay with whoever made them.</summary>
    public RenderLoop(IReadOnlyList<IPictureSink> sinks, IHudRenderer renderer, PipelineControls controls, DisplayFeed feed, PipelineCounters counters, IImageClassifier classifier, string source)
    {
        this.sinks = [.. sinks];
        this.renderer = renderer;
        this.controls = controls;
        this.feed = feed;
        this.counters = counters;
        this.classifier = classifier;
        preprocessor = new Preprocessor(classifier.InputSpec);
        state = new HudState(InferenceLoop.TopK(classifier)) { Model = classifier.Model, Provider = classifier.ExecutionProvider, Precision = classifier.Precision, Sha256 = classifier.Sha256, Source = source };
    }

    /// <summary>Pictures a second.</summary>
    public double Hertz { get; init; } = DefaultHertz;

    /// <summary>What the network looks at; absent: the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>True for files: every picture is drawn once, when it comes, instead of the newest at each tick of the clock.</summary>
    public bool ShowsEveryFrame { get; init; }

    /// <summary>Pictures a second of a file when it is played.</summary>
    public double FileHertz { get; init; } = DefaultHertz;

    /// <summary>Opens the sinks; called before frames flow, on the thread that will call <see cref="Run"/>.</summary>
    public void Start()
    {
        foreach (IPictureSink sink in sinks)
        {
            sink.Start();
        }

        feed.Wanted = AnyWanted();
    }

    /// <summary>Draws until <paramref name="classified"/> says that no result will follow, draws the last picture once more if it is new, and closes the sinks.</summary>
    public void Run(CancellationToken classified)
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

        foreach (IPictureSink sink in sinks)
        {
            sink.Stop();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        enlarged.Dispose();
        picture.Dispose();
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

            if (feed.TryResult(out FrameResult result))
            {
                Describe(result);
            }
        }

        if (!feed.Wanted && !state.Paused)
        {
            frame = null; // pictures stop coming: whoever looks next must not see an old one beside new results
        }

        if (frame is null || !feed.Wanted)
        {
            return;
        }

        Describe(frame, now);
        int factor = Enlarge(frame.Image);
        PixelRect seen = preprocessor.SourceRectangle(frame.Image.Cols, frame.Image.Rows, Region);
        state.Region = new PixelRect(seen.X * factor, seen.Y * factor, seen.Width * factor, seen.Height * factor);
        if (controls.OverlayVisible)
        {
            renderer.Draw(picture, state);
        }

        counters.OverlayMs = Stopwatch.GetElapsedTime(now).TotalMilliseconds;
        foreach (IPictureSink sink in sinks)
        {
            if (sink.Wanted)
            {
                sink.Show(new HudFrame(picture, state, drawn));
            }
        }

        drawn++;
    }

    /// <summary>Copies the frame into <see cref="picture"/> as BGRA, enlarged where it is small, and returns the factor.</summary>
    private int Enlarge(Mat image)
    {
        int factor = Math.Max(1, Math.Max((SmallestWidth + image.Cols - 1) / image.Cols, (SmallestHeight + image.Rows - 1) / image.Rows));
        if (factor == 1)
        {
            Cv2.CvtColor(image, picture, ColorConversionCodes.BGR2BGRA);
            return factor;
        }

        Cv2.Resize(image, enlarged, new Size(image.Cols * factor, image.Rows * factor), interpolation: InterpolationFlags.Nearest);
        Cv2.CvtColor(enlarged, picture, ColorConversionCodes.BGR2BGRA);
        return factor;
    }

    private void Describe(FrameResult result)
    {
        IReadOnlyList<string> labels = classifier.OutputSpec.Labels;
        state.HasResult = true;
        state.Label = labels[result.ShownClass];
        state.State = result.State;
        state.Truth = result.Truth is int truth ? labels[truth] : null;
        state.Stages = result.Stages;
        state.AgeMs = result.AgeMs;
        state.TopCount = result.TopClasses.Length;
        for (int i = 0; i < state.TopCount; i++)
        {
            state.Top[i] = new HudEntry(result.TopClasses[i], labels[result.TopClasses[i]], result.TopScores[i]);
        }
    }

    private void Describe(Frame shown, long now)
    {
        state.Frame = shown.Index;
        state.PictureAgeMs = Stopwatch.GetElapsedTime(shown.Captured, now).TotalMilliseconds;
        state.Captured = counters.Captured;
        state.Processed = counters.Processed;
        state.Dropped = counters.Dropped;
        state.Reconnects = counters.Reconnects;
        state.CaptureFps = captureRate.Update(elapsed, state.Captured);
        state.InferenceFps = inferenceRate.Update(elapsed, state.Processed);
        state.DisplayFps = displayRate.Update(elapsed, drawn);
        state.Message = controls.Message;
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.Tests.Pipeline;

public sealed class RenderLoopTest : IDisposable
{
    private readonly PipelineControls controls = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => controls.Dispose();

    [Fact]
    public void Every_file_picture_is_shown_once_with_its_own_result()
    {
        using CollectingSink sink = new();
        using CounterClassifier classifier = new();
        using CounterSource source = new(200, isLive: false);
        Pipeline(source, classifier, sink).Run(Stop);
        Assert.Equal(Enumerable.Range(0, 200), sink.Shown.Select(shown => shown.Number));
        // The label follows when three frames agree, which never happens here: that of the first frame stays.
        Assert.All(sink.Shown, shown => Assert.Equal("zero", shown.Label));
        Assert.True(sink.Started);
    }

    [Fact]
    public void Newer_live_pictures_are_shown_while_the_network_is_busy()
    {
        CounterSource? source = null;
        using ManualResetEventSlim shown = new();
        using CounterClassifier classifier = new(number =>
        {
            if (number == 0)
            {
                source!.Release(20, Stop);
                shown.Wait(Stop); // the first frame is being classified until the 20th was shown
            }
        });
        using CollectingSink sink = new(frame =>
        {
            if (FrameCounter.Read(frame.Picture.Mat) == 20)
            {
                shown.Set();
            }
        });
        using CounterSource paced = source = new(int.MaxValue, isLive: true, paced: true, classifier);
        Pipeline(paced, classifier, sink, frames: 1).Run(Stop);
        Assert.Contains(20, sink.Shown.Select(picture => picture.Number));
    }

    [Fact]
    public void A_paused_picture_stays_while_capture_and_inference_continue()
    {
        List<long> processed = [];
        HashSet<int> held = [];
        using CollectingSink sink = new(frame =>
        {
            if (!frame.State.Now.Paused)
            {
                controls.TogglePause();
                return;
            }

            held.Add(FrameCounter.Read(frame.Picture.Mat));
            processed.Add(frame.State.Now.Processed);
            if (processed[^1] >= processed[0] + 5)
            {
                controls.Quit();
            }
        });
        using CounterClassifier classifier = new();
        using CounterSource source = new(int.MaxValue, isLive: true);
        Pipeline(source, classifier, sink).Run(Stop);
        Assert.Single(held);
        Assert.True(processed.Count > 1);
    }

    [Fact]
    public void A_failed_sink_gets_no_pictures_and_the_rest_continues()
    {
        string? warning = null;
        using CollectingSink broken = new(_ => throw new InvalidOperationException("disk full"));
        using CollectingSink whole = new(frame =>
        {
            warning = frame.State.Now.Warning;
            if (frame.Sequence == 5)
            {
                controls.Quit();
            }
        });
        using CounterClassifier classifier = new();
        using CounterSource source = new(int.MaxValue, isLive: true);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, PictureSinks = [broken, whole], Renderer = new CountingRenderer() }.Run(Stop);
        Assert.Equal("collecting: disk full", warning);
        Assert.Single(broken.Shown);
        Assert.InRange(whole.Shown.Count, 6, int.MaxValue);
        Assert.Equal(["disk full", null], summary.Sinks.Select(sink => sink.LastProblem));
    }

    [Fact]
    public void Problems_outside_sinks_are_shown_too()
    {
        string? warning = null;
        SinkStatus console = new("console");
        console.Fail("disk full");
        using CollectingSink sink = new(frame =>
        {
            warning = frame.State.Now.Warning;
            controls.Quit();
        });
        using CounterClassifier classifier = new();
        using CounterSource source = new(int.MaxValue, isLive: true);
        new EdgePipeline(source, classifier) { Controls = controls, PictureSinks = [sink], Renderer = new CountingRenderer(), Statuses = [console] }.Run(Stop);
        Assert.Equal("console: disk full", warning);
    }

    [Fact]
    public void A_sink_that_wants_no_pictures_costs_no_drawing()
    {
        using CollectingSink sink = new() { Wanted = false };
        CountingRenderer renderer = new();
        using CounterClassifier classifier = new();
        using CounterSource source = new(50, isLive: false);
        new EdgePipeline(source, classifier) { Controls = controls, PictureSinks = [sink], Renderer = renderer }.Run(Stop);
        Assert.Empty(sink.Shown);
        Assert.Equal(0, renderer.Drawn);
    }

    [Fact]
    public void A_returning_viewer_sees_no_old_picture_with_new_results()
    {
        CounterSource? source = null;
        CollectingSink? sink = null;
        using ManualResetEventSlim first = new();
        using ManualResetEventSlim sixth = new();
        int shownOfTheFirst = 0;
        int shownAfterwards = -1;
        using CounterClassifier classifier = new(number =>
        {
            if (number != 0)
            {
                return;
            }

            first.Wait(Stop);
            sink!.Wanted = false;
            sink.WaitForTicks(Stop);
            source!.Release(5, Stop); // without a viewer none of these is kept for display
            shownOfTheFirst = sink.Shown.Count;
            sink.Wanted = true;
            sink.WaitForTicks(Stop);
            shownAfterwards = sink.Shown.Count;
            source.Release(1, Stop);
            sixth.Wait(Stop);
        });
        using CollectingSink collecting = sink = new CollectingSink(frame => (FrameCounter.Read(frame.Picture.Mat) == 0 ? first : sixth).Set());
        using CounterSource paced = source = new(int.MaxValue, isLive: true, paced: true, classifier);
        Pipeline(paced, classifier, sink, frames: 1).Run(Stop);
        Assert.Equal(shownOfTheFirst, shownAfterwards);
        Assert.Equal(6, sink.Shown[^1].Number);
    }

    [Fact]
    public void Pictures_are_shown_without_the_HUD_if_it_is_off()
    {
        controls.SetOverlay(false);
        using CollectingSink sink = new();
        CountingRenderer renderer = new();
        using CounterClassifier classifier = new();
        using CounterSource source = new(50, isLive: false);
        new EdgePipeline(source, classifier) { Controls = controls, PictureSinks = [sink], Renderer = renderer }.Run(Stop);
        Assert.Equal(50, sink.Shown.Count);
        Assert.Equal(0, renderer.Drawn);
    }

    [Fact]
    public void The_HUDs_region_is_in_pixels_of_the_enlarged_picture()
    {
        List<(int Width, int Height, PixelRect Region)> told = [];
        using CollectingSink sink = new(frame => told.Add((frame.Picture.Mat.Cols, frame.Picture.Mat.Rows, frame.State.Now.Region)));
        using CounterClassifier classifier = new();
        using CounterSource source = new(5, isLive: false);
        new EdgePipeline(source, classifier) { Controls = controls, PictureSinks = [sink], Renderer = new CountingRenderer(), Region = RegionOfInterest.Parse("16,8,32,32") }.Run(Stop);
        Assert.Equal(Enumerable.Repeat((320, 320, new PixelRect(80, 40, 160, 160)), 5), told); // 64×64 enlarged to hold the HUD
    }

    [Fact]
    public void A_held_picture_stays_unchanged_until_its_release()
    {
        Queue<(SharedPicture Picture, int Number)> held = [];
        using CollectingSink sink = new(frame =>
        {
            if (held.Count == 3)
            {
                Release(held.Dequeue());
            }

            frame.Picture.Hold();
            held.Enqueue((frame.Picture, FrameCounter.Read(frame.Picture.Mat)));
        })
        {
            MostHeld = 3,
        };
        using CounterClassifier classifier = new();
        using CounterSource source = new(50, isLive: false);
        Pipeline(source, classifier, sink).Run(Stop);
        Assert.Equal(50, sink.Shown.Count);
        Assert.Equal((0, null), (sink.Status.Lost, sink.Status.LastProblem));
        Assert.Equal([47, 48, 49], held.Select(picture => picture.Number));
        foreach ((SharedPicture picture, int number) in held)
        {
            Release((picture, number)); // the pipeline is gone, the picture is not
            Assert.True(picture.Mat.IsDisposed);
        }

        static void Release((SharedPicture Picture, int Number) held)
        {
            Assert.Equal(held.Number, FrameCounter.Read(held.Picture.Mat));
            held.Picture.Release();
        }
    }

    [Fact]
    public void A_sink_that_holds_too_many_pictures_loses_counted_ones()
    {
        List<SharedPicture> held = [];
        using CollectingSink sink = new(frame =>
        {
            frame.Picture.Hold();
            held.Add(frame.Picture);
        })
        {
            MostHeld = 2,
        };
        using CounterClassifier classifier = new();
        using CounterSource source = new(50, isLive: false);
        RunSummary summary = Pipeline(source, classifier, sink).Run(Stop);
        Assert.Equal(50, summary.FramesProcessed);
        Assert.Equal((3, 47), (sink.Shown.Count, sink.Status.Lost));
        held.ForEach(picture => picture.Release());
    }

    [Fact]
    public void A_source_may_change_size_while_pictures_are_held()
    {
        List<SharedPicture> held = [];
        using CollectingSink sink = new(frame =>
        {
            frame.Picture.Hold();
            held.Add(frame.Picture);
            if (held.Count % 3 != 0)
            {
                held[^1].Release(); // two of three are drawn on again, at another size
            }
        })
        {
            MostHeld = 2,
        };
        using CounterClassifier classifier = new();
        using GrowingSource source = new(6);
        using HudRenderer renderer = new();
        new EdgePipeline(source, classifier) { Controls = controls, PictureSinks = [sink], Renderer = renderer }.Run(Stop);
        Assert.Equal((6, null), (sink.Shown.Count, sink.Status.LastProblem));
        Assert.Equal([(360, 280), (420, 310)], new[] { held[2], held[5] }.Select(picture => (picture.Mat.Cols, picture.Mat.Rows)));
        held[2].Release();
        held[5].Release();
        Assert.All(held, picture => Assert.True(picture.Mat.IsDisposed));
    }

    private EdgePipeline Pipeline(CounterSource source, CounterClassifier classifier, CollectingSink sink, long? frames = null) =>
        new(source, classifier) { Controls = controls, PictureSinks = [sink], Renderer = new CountingRenderer(), FrameLimit = frames };

    /// <summary>Each picture is larger than the one before.</summary>
    private sealed class GrowingSource(int frames) : IFrameSource
    {
        private int next;

        public string Name => "growing";

        public bool IsLive => false;

        public bool Read(Frame frame, CancellationToken stop)
        {
            if (next == frames)
            {
                return false;
            }

            frame.Image.Create(260 + (10 * next), 320 + (20 * next), MatType.CV_8UC3);
            frame.Image.SetTo(Scalar.All(90));
            frame.Captured = Stopwatch.GetTimestamp();
            next++;
            return true;
        }

        public void Dispose()
        {
        }
    }

    private sealed class CountingRenderer : IHudRenderer
    {
        public int Drawn { get; private set; }

        public void Draw(Mat bgra, HudState state) => Drawn++;

        public void Prepare(IReadOnlyList<string> labels)
        {
        }

        public void Dispose()
        {
        }
    }
}

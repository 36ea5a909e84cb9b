using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture;

/// <summary>A reopened source may differ from the first one.</summary>
public sealed class ReopenedSourceTest : IDisposable
{
    private static readonly TimeSpan stall = TimeSpan.FromSeconds(30);
    private static readonly Size large = new(640, 480);
    private static readonly Size small = new(320, 240);
    private static readonly PixelRect region = new(100, 0, 480, 480); // of the large ones
    private readonly PipelineControls controls = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => controls.Dispose();

    [Fact]
    public void A_file_at_the_cameras_path_is_closed_and_the_camera_awaited()
    {
        Answer file = new([large]) { IsLive = false };
        (RunSummary summary, SourceHealth health) = Run(null, () => new Answer([large]), () => file, () => new Answer(Endless(large)));
        Assert.Equal((1, 1), (summary.Losses, summary.Reconnects));
        Assert.Equal((0, 1), (file.Delivered, file.Closings));
        Assert.Equal("source: now delivers a picture or a file instead of a live stream", health.Reason);
    }

    [Fact]
    public void An_option_that_the_reopened_source_rejects_is_a_loss()
    {
        (RunSummary summary, SourceHealth health) = Run(null, () => new Answer([large]), () => throw new UsageException("stall_ms is for live sources"), () => new Answer(Endless(large)));
        Assert.Equal((1, 1), (summary.Losses, summary.Reconnects));
        Assert.Equal("stall_ms is for live sources", health.Reason);
    }

    [Fact]
    public void Pictures_too_small_for_the_region_are_a_loss_until_they_grow()
    {
        Answer shrinking = new([large, large, small]);
        Answer shrunk = new(Endless(small));
        (RunSummary summary, SourceHealth health) = Run(region, () => shrinking, () => shrunk, () => new Answer(Endless(large)));
        Assert.Equal((1, 1), (summary.Losses, summary.Reconnects));
        Assert.Equal((3, 1), (shrinking.Delivered, shrunk.Delivered));
        Assert.Equal("--roi 100,0,480,480 is outside the picture of 320×240 pixels", health.Reason);
    }

    [Fact]
    public void A_region_outside_the_first_picture_is_a_usage_error() =>
        Assert.Throws<UsageException>(() => Run(region, () => new Answer(Endless(small))));

    [Fact]
    public void A_slow_source_is_lost_after_three_missed_pictures_at_the_earliest()
    {
        Answer slow = new(Endless(large)) { Period = TimeSpan.FromSeconds(20) };
        using (SourceConnection present = SourceConnection.Open(() => slow, "source", stall, wait: false))
        {
            Assert.Equal(TimeSpan.FromMinutes(1), present.Stall);
        }

        (_, SourceHealth health) = Run(null, () => throw new DeviceException("not there yet"), () => slow);
        Assert.Equal(TimeSpan.FromMinutes(1), health.Stall);
    }

    [Fact]
    public void A_fast_source_is_lost_after_the_configured_silence()
    {
        using SourceConnection connection = SourceConnection.Open(() => new Answer(Endless(large)) { Period = TimeSpan.FromSeconds(9) }, "source", stall, wait: false);
        Assert.Equal(stall, connection.Stall);
    }

    /// <summary>Runs until a picture follows all losses; each opening gets the next answer.</summary>
    private (RunSummary Summary, SourceHealth Health) Run(PixelRect? region, params Func<IFrameSource>[] answers)
    {
        int opened = 0;
        ResultList results = new();
        EdgePipeline? pipeline = null;
        results.When(() => opened == answers.Length && !pipeline!.Health.IsLost, controls.Quit);
        using CounterClassifier classifier = new();
        using SourceConnection connection = SourceConnection.Open(() => answers[Math.Min(opened++, answers.Length - 1)](), "source", stall, wait: true);
        pipeline = new EdgePipeline(connection, classifier)
        {
            Controls = controls,
            ResultSinks = [results],
            Region = region,
            TimeLimit = TimeSpan.FromMinutes(1), // a broken one fails instead of hanging
            Backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)),
        };
        RunSummary summary = pipeline.Run(Stop);
        return (summary, pipeline.Health);
    }

    private static IEnumerable<Size> Endless(Size size) => Enumerable.Repeat(size, int.MaxValue);

    /// <summary>Black pictures of the given sizes; then a camera is unplugged, and a file has ended.</summary>
    private sealed class Answer(IEnumerable<Size> sizes) : IFrameSource
    {
        private readonly IEnumerator<Size> next = sizes.GetEnumerator();

        public string Name => "source";

        public bool IsLive { get; init; } = true;

        public TimeSpan Period { get; init; }

        public int Delivered { get; private set; }

        public int Closings { get; private set; }

        public bool Read(Frame frame, CancellationToken stop)
        {
            if (!next.MoveNext())
            {
                return IsLive ? throw new DeviceException("the camera was unplugged") : false;
            }

            frame.Image.Create(next.Current, MatType.CV_8UC3);
            frame.Image.SetTo(Scalar.Black);
            frame.Captured = Stopwatch.GetTimestamp();
            frame.CaptureMs = 0;
            frame.Truth = null;
            frame.Name = null;
            Delivered++;
            return true;
        }

        public void Dispose() => Closings++;
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>How long a finished run waits for its sinks, and how a stop request shortens that.</summary>
public sealed class DrainTest : IDisposable
{
    private static readonly TimeSpan never = TimeSpan.FromHours(1);
    private static readonly TimeSpan beforeTheLimit = SinkLimits.Drain * 2 / 3; // generous: a second is normal
    private readonly PipelineControls controls = new();
    private readonly SinkStatus status = new("hanging");
    private readonly ManualResetEventSlim delivered = new();
    private readonly Thread hanging;

    public DrainTest()
    {
        hanging = new Thread(delivered.Wait) { IsBackground = true };
        hanging.Start();
    }

    public void Dispose()
    {
        delivered.Set();
        hanging.Join();
        delivered.Dispose();
        controls.Dispose();
    }

    [Fact]
    public void A_stop_request_ends_a_wait_in_progress()
    {
        using CancellationTokenSource stop = new();
        Patience patience = new(never, TimeSpan.Zero, stop.Token);
        stop.CancelAfter(TimeSpan.FromMilliseconds(50));
        Assert.False(patience.Join(hanging, status, attempt: null));
        delivered.Set();
        Assert.True(patience.Join(hanging, status, attempt: null), "what has ended in time is no loss");
    }

    [Fact]
    public void All_sinks_share_one_time_limit()
    {
        SteppingClock clock = new(TimeSpan.FromSeconds(1));
        Patience patience = new(TimeSpan.FromSeconds(10), never, CancellationToken.None, clock);
        for (int i = 0; i < 30; i++)
        {
            Assert.False(patience.Join(hanging, status, attempt: null));
        }

        Assert.InRange(clock.Reads, 10, 50); // 300, if each had a limit of its own
    }

    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 2)]
    public void A_sink_without_deliveries_is_abandoned_after_an_attempt_or_a_failure(bool failed, int seconds)
    {
        SteppingClock clock = new(TimeSpan.FromSeconds(1));
        if (failed)
        {
            status.Fail("nobody is there");
        }

        Assert.False(new Patience(never, never, CancellationToken.None, clock).Join(hanging, status, attempt: TimeSpan.FromSeconds(100)));
        Assert.InRange(clock.Reads, seconds, (2 * seconds) + 4); // it is read twice a look
    }

    [Theory]
    [InlineData(false)] // a slow attempt
    [InlineData(true)] // deliveries, with or without failures in between
    public void A_sink_that_may_still_deliver_is_awaited(bool delivers)
    {
        SteppingClock clock = new(TimeSpan.FromSeconds(0.1));
        SinkStatus told = new("sink", clock);
        if (delivers)
        {
            told.Fail("it was not there");
        }

        using Timer deliveries = new(_ => told.CountDelivered(), state: null, delivers ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(10));
        Assert.False(new Patience(TimeSpan.FromSeconds(10), never, CancellationToken.None, clock).Join(hanging, told, attempt: never));
        Assert.InRange(clock.Reads, 100, int.MaxValue); // 20, if it were given up
    }

    [Fact]
    public void All_sinks_are_awaited_at_the_end_and_shorter_after_a_stop()
    {
        using CancellationTokenSource stop = new();
        using CounterClassifier classifier = new();
        using CounterSource source = new(3, isLive: false, classifier: classifier);
        using WaitingSink first = new(patience =>
        {
            stop.Cancel(); // while the run waits
            Assert.False(patience.Join(hanging, status, attempt: null));
        });
        using WaitingSink second = new(patience => Assert.False(patience.Join(hanging, status, attempt: null)));
        WaitingSink[] others = [.. Enumerable.Range(0, 30).Select(_ => new WaitingSink(patience => Assert.False(patience.Join(hanging, status, attempt: null))))];
        long start = Stopwatch.GetTimestamp();
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, ResultSinks = [first, .. others], PictureSinks = [second], Renderer = new NoHud() }.Run(stop.Token);
        Assert.Equal(3, summary.FramesProcessed);
        Assert.True(first.Finished && second is { Finished: true, CompletedFirst: true, Hurried: true });
        Assert.All(others, sink => Assert.True(sink.Finished));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, beforeTheLimit); // 30 s, if the request changed nothing, or if each sink had a limit of its own
    }

    [Fact]
    public void A_failing_watchdog_ends_the_run_and_is_reported()
    {
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Silence);
        using SourceConnection connection = SourceConnection.Open(camera.Open, "flaky", TimeSpan.FromMilliseconds(150), wait: false);
        using CounterClassifier classifier = new();
        EdgePipeline pipeline = new(connection, classifier) { Controls = controls };
        pipeline.Health.Lost += _ => throw new InvalidOperationException("nobody listens");
        Assert.Equal("nobody listens", Assert.Throws<InvalidOperationException>(() => pipeline.Run(TestContext.Current.CancellationToken)).Message);
    }

    private sealed class WaitingSink(Action<Patience> finish) : IResultSink, IPictureSink, ISinkWorker
    {
        private bool completed;

        public SinkStatus Status { get; } = new("waiting");

        public ISinkWorker? Worker => this;

        public bool Wanted => true;

        public int MostHeld => 0;

        public bool Finished { get; private set; }

        public bool CompletedFirst { get; private set; }

        public bool Hurried { get; private set; }

        public void Publish(FrameResult result)
        {
        }

        public void Start()
        {
        }

        public void Show(HudFrame frame)
        {
        }

        public void Tick()
        {
        }

        public void Hurry() => Hurried = true;

        public void Complete() => completed = true;

        public void Finish(Patience patience)
        {
            (Finished, CompletedFirst) = (true, completed);
            finish(patience);
        }

        public void Dispose()
        {
        }
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>What a run waits for when it is over, and how a request to stop shortens that.</summary>
public sealed class DrainTest : IDisposable
{
    private static readonly TimeSpan never = TimeSpan.FromHours(1);
    private readonly PipelineControls controls = new();
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
    public void A_request_to_stop_ends_waiting_that_has_begun()
    {
        using CancellationTokenSource stop = new();
        Patience patience = new(never, TimeSpan.Zero, stop.Token);
        stop.CancelAfter(TimeSpan.FromMilliseconds(50));
        Assert.False(patience.Join(hanging));
        delivered.Set();
        Assert.True(patience.Join(hanging), "what has ended in time is no loss");
    }

    [Fact]
    public void All_waiting_together_has_one_limit()
    {
        Patience patience = TimeSpan.FromSeconds(1);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 100; i++)
        {
            Assert.False(patience.Join(hanging)); // 100 s, if each had a limit of its own
        }

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMinutes, 0, 1);
    }

    [Fact]
    public void A_sink_that_delivers_nothing_is_given_up_after_an_attempt_or_sooner_where_that_has_failed()
    {
        SinkStatus status = new("sink");
        long start = Stopwatch.GetTimestamp();
        Assert.False(Patience.FromTimeSpan(TimeSpan.FromMinutes(2)).Join(hanging, status, attempt: TimeSpan.FromSeconds(0.1)));
        status.Fail("nobody is there");
        Assert.False(Patience.FromTimeSpan(TimeSpan.FromMinutes(2)).Join(hanging, status, attempt: never));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMinutes, 0, 1);
    }

    [Theory]
    [InlineData(false)] // a slow attempt
    [InlineData(true)] // deliveries, whatever failed in between
    public void A_sink_that_may_still_deliver_is_waited_for(bool delivers)
    {
        SinkStatus status = new("sink");
        using Timer deliveries = new(_ => status.CountDelivered(), state: null, delivers ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(50));
        if (delivers)
        {
            status.Fail("it was not there");
        }

        Patience patience = TimeSpan.FromSeconds(4);
        long start = Stopwatch.GetTimestamp();
        Assert.False(patience.Join(hanging, status, attempt: never));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 3.9, 60); // 2, if it were given up
    }

    [Fact]
    public void Sinks_of_results_and_of_pictures_are_waited_for_at_the_end_and_much_less_once_the_run_is_asked_to_stop()
    {
        using CancellationTokenSource stop = new();
        using CounterClassifier classifier = new();
        using CounterSource source = new(3, isLive: false, classifier: classifier);
        using WaitingSink first = new(patience =>
        {
            stop.Cancel(); // while the run waits
            Assert.False(patience.Join(hanging));
        });
        using WaitingSink second = new(patience => Assert.False(patience.Join(hanging)));
        WaitingSink[] others = [.. Enumerable.Range(0, 30).Select(_ => new WaitingSink(patience => Assert.False(patience.Join(hanging))))];
        long start = Stopwatch.GetTimestamp();
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, ResultSinks = [first, .. others], PictureSinks = [second], Renderer = new NoHud() }.Run(stop.Token);
        Assert.Equal(3, summary.FramesProcessed);
        Assert.True(first.Finished && second is { Finished: true, StoppedFirst: true, Hurried: true });
        Assert.All(others, sink => Assert.True(sink.Finished));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20); // 30, if the request changed nothing, or if each sink had a limit of its own
    }

    [Fact]
    public void A_watchdog_that_fails_ends_the_run_and_is_reported()
    {
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Silence);
        using SourceConnection connection = SourceConnection.Open(camera.Open, "flaky", TimeSpan.FromMilliseconds(150), wait: false);
        using CounterClassifier classifier = new();
        EdgePipeline pipeline = new(connection, classifier) { Controls = controls };
        pipeline.Health.Lost += _ => throw new InvalidOperationException("nobody listens");
        Assert.Equal("nobody listens", Assert.Throws<InvalidOperationException>(() => pipeline.Run(TestContext.Current.CancellationToken)).Message);
    }

    private sealed class WaitingSink(Action<Patience> finish) : IResultSink, IPictureSink
    {
        private bool stopped;

        public SinkStatus Status { get; } = new("waiting");

        public bool Wanted => true;

        public bool Finished { get; private set; }

        public bool StoppedFirst { get; private set; }

        public bool Hurried { get; private set; }

        public void Publish(FrameResult result)
        {
        }

        public void Complete()
        {
        }

        public void Start()
        {
        }

        public void Show(HudFrame frame)
        {
        }

        public void Hurry() => Hurried = true;

        public void Stop() => stopped = true;

        public void Finish(Patience patience)
        {
            (Finished, StoppedFirst) = (true, stopped);
            finish(patience);
        }

        public void Dispose()
        {
        }
    }
}

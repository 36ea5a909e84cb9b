using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.EdgeApp.Sinks.Events;

namespace EdgeResNet.Tests.Pipeline;

public sealed class EventClockTest
{
    /// <summary>As on a board without a battery: its clock starts in 1970, is set by NTP, and later goes back an hour.</summary>
    [Fact]
    public void Each_event_has_the_clocks_time_also_after_the_clock_was_set()
    {
        JumpingClock clock = new();
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        using CounterSource source = new(30, isLive: false, classifier: classifier);
        using TimeSink sink = new(clock);
        new EdgePipeline(source, classifier) { Controls = controls, ResultSinks = [sink], Clock = clock }.Run(TestContext.Current.CancellationToken);
        Assert.Equal(30, sink.Times.Count);
        Assert.All(sink.Times, time =>
        {
            Assert.Equal(time.Event, time.Change); // the same event, the same time, whatever the sink
            Assert.InRange(time.Event, time.Clock - TimeSpan.FromMinutes(1), time.Clock); // captured a moment ago
        });
    }

    private sealed class JumpingClock : TimeProvider
    {
        private static readonly DateTimeOffset[] times = [DateTimeOffset.UnixEpoch.AddMinutes(5), new(2026, 3, 29, 0, 59, 0, TimeSpan.Zero), new(2026, 3, 28, 23, 59, 0, TimeSpan.Zero)];

        public int Set { get; set; }

        public override DateTimeOffset GetUtcNow() => times[Set % times.Length];
    }

    private sealed class TimeSink(JumpingClock clock) : IResultSink
    {
        public List<(DateTime Event, DateTime Change, DateTime Clock)> Times { get; } = [];

        public SinkStatus Status { get; } = new("times");

        public ISinkWorker? Worker => null;

        public void Publish(FrameResult result)
        {
            using EventLine line = new("s");
            FrameResult copy = new();
            result.CopyTo(copy);
            DateTime written = JsonDocument.Parse(Encoding.UTF8.GetString(line.Format(copy))).RootElement.GetProperty("time").GetDateTime();
            Times.Add((written, Change.Of(result, "s").Time, clock.GetUtcNow().UtcDateTime));
            clock.Set++; // after the event, before the next
        }

        public void Dispose()
        {
        }
    }
}

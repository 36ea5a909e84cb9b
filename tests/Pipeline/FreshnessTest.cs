using System.Collections.Concurrent;
using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>
/// The age of a slow network's input, measured only by the numbers in the pictures: a camera notes when it sent each number,
/// and the network notes which number it saw at its end. The pipeline's own clock is not used.
/// </summary>
public sealed class FreshnessTest
{
    private const int Frames = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_slow_networks_age_stays_under_one_inference_and_two_periods()
    {
        Camera camera = new(TimeSpan.FromMilliseconds(10));
        List<(int Number, long Began, long Ended)> seen = [];
        using PipelineControls controls = new();
        using CounterClassifier classifier = new(number =>
        {
            long began = Stopwatch.GetTimestamp();
            RealTime.Pass(milliseconds: 100); // the work of a network of ten periods
            seen.Add((number, began, Stopwatch.GetTimestamp()));
        });
        camera.OnFirstRead = classifier.Begin;
        RunSummary summary = new EdgePipeline(camera, classifier) { Controls = controls, FrameLimit = Frames }.Run(Stop);

        // On a shared machine a thread may pause. The pipeline promises only that a picture is
        // taken within two periods after it was sent, if the camera kept its time: no queue builds up.
        double[] waits = [.. seen.Select(frame => Stopwatch.GetElapsedTime(camera.SentAt(frame.Number), frame.Began).TotalMilliseconds)];
        int[] newer = [.. seen.Select(frame => camera.SentBefore(frame.Began) - frame.Number)];
        Assert.InRange(Median(waits), 0, 20);
        Assert.InRange(Median([.. waits[^20..]]), 0, 20); // and as fresh at the end as at the beginning
        Assert.InRange(newer.Order().ElementAt(Frames / 2), 0, 2); // the newest was taken; one may have come while the thread woke
        Assert.InRange(newer.Count(pictures => pictures > 10), 0, Frames / 10); // hardly ever one from before the last inference
        Assert.InRange(summary.FramesDropped, 5 * Frames, int.MaxValue);
    }

    [Fact]
    public void A_limited_network_takes_new_frames_at_its_rate()
    {
        const double MaxFps = 20;
        Camera camera = new(TimeSpan.FromMilliseconds(10));
        List<(int Number, long Began)> seen = [];
        using PipelineControls controls = new();
        using CounterClassifier classifier = new(number => seen.Add((number, Stopwatch.GetTimestamp())));
        camera.OnFirstRead = classifier.Begin;
        RunSummary summary = new EdgePipeline(camera, classifier) { Controls = controls, FrameLimit = Frames, MaxFps = MaxFps }.Run(Stop);
        double[] intervals = [.. seen.Zip(seen.Skip(1), (first, next) => Stopwatch.GetElapsedTime(camera.SentAt(first.Number), camera.SentAt(next.Number)).TotalMilliseconds)];
        Assert.InRange(intervals.Average(), 0.99 * 1000 / MaxFps, 2 * 1000 / MaxFps);
        Assert.InRange(Median([.. seen.Select(frame => Stopwatch.GetElapsedTime(camera.SentAt(frame.Number), frame.Began).TotalMilliseconds)]), 0, 9); // not the one that waited
        Assert.InRange(summary.FramesDropped, 3 * Frames, int.MaxValue);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>Sends numbered pictures at a fixed rate and notes when.</summary>
    private sealed class Camera(TimeSpan period) : IFrameSource
    {
        private readonly ConcurrentDictionary<int, long> sent = new();
        private readonly FrameClock clock = new(1 / period.TotalSeconds);
        private int next;

        public Action OnFirstRead { get; set; } = () => { };

        public string Name => "paced";

        public bool IsLive => true;

        public long SentAt(int number) => sent[number];

        /// <summary>The number of the newest picture at a time.</summary>
        public int SentBefore(long time) => sent.Where(entry => entry.Value <= time).Max(entry => entry.Key);

        public bool Read(Frame frame, CancellationToken stop)
        {
            if (next == 0)
            {
                OnFirstRead();
            }

            FrameCounter.Draw(frame.Image, next);
            if (!clock.Wait(stop))
            {
                return false;
            }

            frame.Captured = Stopwatch.GetTimestamp();
            frame.CaptureMs = 0;
            frame.Truth = null;
            frame.Name = null;
            sent[next++] = frame.Captured;
            return true;
        }

        public void Dispose()
        {
        }
    }
}

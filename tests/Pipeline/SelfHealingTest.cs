using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Pipeline;

public sealed class SelfHealingTest : IDisposable
{
    private static readonly TimeSpan stall = TimeSpan.FromMilliseconds(150);
    private readonly PipelineControls controls = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => controls.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lost_source_is_reopened_and_the_run_continues(bool silently)
    {
        ResultList results = new();
        FlakyCamera camera = new(picturesUntilLoss: 5, silently ? Loss.Silence : Loss.Error, failingOpens: 2, losses: 3);
        RunSummary summary = Run(camera, results, until: list => list.Count(r => r.State != ResultState.Lost && r.Reconnects == 3) >= 5);
        Assert.Equal((3, 3), (summary.Losses, summary.Reconnects));
        Assert.Equal(4, camera.Opened);
        Assert.Equal(0, camera.OpenNow);

        // Each loss arrives once, before the next picture, and picture numbers never decrease.
        ResultState[] lost = [.. results.All.Select(r => r.State).Where(state => state == ResultState.Lost)];
        Assert.Equal(3, lost.Length);
        for (int i = 1; i < results.All.Count; i++)
        {
            Assert.True(results.All[i].Reconnects == results.All[i - 1].Reconnects || results.All[i - 1].State == ResultState.Lost);
        }

        long[] frames = [.. results.All.Where(r => r.State != ResultState.Lost).Select(r => r.Frame)];
        Assert.Equal(frames.Order().Distinct(), frames);
    }

    [Fact]
    public void Losses_during_inference_are_all_reported_in_order()
    {
        bool classified = false; // else both losses may come before the first picture is seen
        FlakyCamera camera = new(picturesUntilLoss: 2, Loss.Error, losses: 2) { MayOpenAgain = () => Volatile.Read(ref classified) };
        ResultList results = new();
        results.When(_ => true, () =>
        {
            Volatile.Write(ref classified, true);
            Eventually.True(() => camera.Opened == 3); // the first result takes that long
        });
        RunSummary summary = Run(camera, results, until: list => list[^1].State != ResultState.Lost && list[^1].Reconnects == 2);
        Assert.Equal((2, 2), (summary.Losses, summary.Reconnects));
        FrameResult[] losses = [.. results.All.Where(r => r.State == ResultState.Lost)];
        Assert.Equal([0, 1], losses.Select(r => r.Reconnects));
        Assert.All(losses, loss => Assert.True(loss.Times.AgeMs > 0)); // since the last picture that was classified
        Assert.NotEqual(ResultState.Lost, results.All[0].State);
        int told = 0;
        foreach (FrameResult result in results.All)
        {
            Assert.Equal(told, result.Reconnects); // a frame follows the losses before it
            told += result.State == ResultState.Lost ? 1 : 0;
        }
    }

    [Fact]
    public void A_hanging_driver_is_lost_until_it_returns()
    {
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Stuck, losses: 1);
        ResultList results = new();
        results.When(r => r.State == ResultState.Lost, () =>
        {
            Assert.True(camera.IsStuck);
            camera.Unstick();
        });
        RunSummary summary = Run(camera, results, until: list => list[^1].Reconnects == 1);
        Assert.Equal((1, 1), (summary.Losses, summary.Reconnects));
    }

    [Fact]
    public void A_silent_sources_read_is_cancelled_before_the_loss_is_announced()
    {
        SourceHealth health = new(() => TimeSpan.Zero);
        using Frame frame = new();
        using CancellationTokenSource attempt = new();
        List<bool> givenUp = [];
        health.Lost += _ => givenUp.Add(attempt.IsCancellationRequested);
        health.Begin(attempt);
        health.PictureCame(frame, () => { });
        while (givenUp.Count == 0)
        {
            health.Check();
        }

        Assert.Equal([true], givenUp);
    }

    [Fact]
    public void A_run_ends_in_time_with_a_hanging_driver()
    {
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Stuck, losses: 1);
        ResultList results = new();
        Eventually.Ends(() =>
        {
            RunSummary summary = Run(camera, results, until: list => list[^1].State == ResultState.Lost);
            Assert.Equal((1, 0), (summary.Losses, summary.Reconnects));
        });
        camera.Unstick();
    }

    [Fact]
    public void The_picture_shows_the_loss_until_the_source_returns()
    {
        List<string?> banners = [];
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Silence, losses: 1) { MayOpenAgain = () => banners.Contains("source lost") };
        using CollectingSink sink = new(frame =>
        {
            if (banners.Count == 0 || banners[^1] != frame.State.Now.Banner)
            {
                banners.Add(frame.State.Now.Banner);
            }

            if (frame.State.Now.Reconnects == 1 && frame.State.Now.Banner is null)
            {
                controls.Quit();
            }
        });
        Run(camera, new ResultList(), until: _ => false, sink);
        Assert.Equal([null, "source lost", null], banners.Where(banner => banner is null or "source lost"));
    }

    [Theory]
    [InlineData(70)]
    [InlineData(200, Traits = [Long.Trait, Long.Value])]
    public void Many_losses_leak_no_thread_or_source(int losses)
    {
        FlakyCamera camera = new(picturesUntilLoss: 2, Loss.Error, failingOpens: 1);
        ResultList results = new();
        using Process self = Process.GetCurrentProcess();
        int before = 0;
        int after = 0;
        results.When(r => r.Reconnects >= 20 && r.State != ResultState.Lost, () => before = Threads());
        results.When(r => r.Reconnects >= losses, () => after = Threads());
        RunSummary summary = Run(camera, results, until: list => list[^1].Reconnects >= losses);
        Assert.True(summary.Reconnects >= losses);
        Assert.Equal(0, camera.OpenNow);
        Assert.InRange(after, 1, before + (losses / 3)); // a leak is of all but 20; the runtime's own pool breathes

        int Threads()
        {
            self.Refresh();
            return self.Threads.Count;
        }
    }

    [Fact]
    public void A_source_without_pictures_is_an_unavailable_device_unless_awaited()
    {
        FlakyCamera absent = new(picturesUntilLoss: 0, Loss.Error, losses: 1);
        Assert.Throws<DeviceException>(() => Run(absent, new ResultList(), until: _ => true));

        FlakyCamera late = new(picturesUntilLoss: 0, Loss.Error, failingOpens: 3, losses: 2);
        RunSummary summary = Run(late, new ResultList(), until: list => list[^1].State != ResultState.Lost, wait: true);
        Assert.True(summary.FramesProcessed > 0);
        Assert.Equal((0, 0), (summary.Losses, summary.Reconnects)); // it was never connected before
    }

    [Fact]
    public void An_awaited_absent_source_is_lost_but_counts_no_loss()
    {
        FlakyCamera camera = new(picturesUntilLoss: 0, Loss.Error, losses: 0) { FirstRefusals = 1 };
        ResultList results = new();
        RunSummary summary = Run(camera, results, until: list => list[^1].State != ResultState.Lost, wait: true);
        Assert.Equal((ResultState.Lost, 1), (results.All[0].State, results.Losses));
        Assert.Equal((0, 0), (summary.Losses, summary.Reconnects));
    }

    [Fact]
    public void A_source_silent_until_the_time_limit_is_an_unavailable_device()
    {
        FlakyCamera silent = new(picturesUntilLoss: 0, Loss.Silence, losses: 1);
        DeviceException error = Assert.Throws<DeviceException>(() => Run(silent, new ResultList(), until: _ => false, seconds: 0.2));
        Assert.StartsWith("flaky: delivers no picture", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, silent.OpenNow);

        FlakyCamera waitedFor = new(picturesUntilLoss: 0, Loss.Silence, losses: 1);
        Assert.Equal(0, Run(waitedFor, new ResultList(), until: _ => false, wait: true, seconds: 0.2).FramesProcessed);

        controls.Quit();
        FlakyCamera interrupted = new(picturesUntilLoss: 0, Loss.Silence, losses: 1);
        Assert.Equal(0, Run(interrupted, new ResultList(), until: _ => false).FramesProcessed);
    }

    [Fact]
    public void Pauses_grow_to_their_limit_and_restart_after_a_success()
    {
        Backoff backoff = new();
        double[] seconds = [.. Enumerable.Range(0, 12).Select(_ => backoff.Next().TotalSeconds)];
        Assert.InRange(seconds[0], 0.5, 1);
        Assert.All(seconds, pause => Assert.InRange(pause, 0.5, 30));
        Assert.InRange(seconds[^1], 15, 30);
        Assert.True(seconds.Distinct().Count() > 8); // chance is in it
        double[] firsts = [.. Enumerable.Range(0, 12).Select(_ =>
        {
            backoff.Reset();
            return backoff.Next().TotalSeconds;
        })];
        Assert.All(firsts, pause => Assert.InRange(pause, 0.5, 1));
        Assert.True(firsts.Distinct().Count() > 8); // so that many clients of one server do not come back at once
    }

    [Fact]
    public void A_recovered_source_is_reopened_soon_after_its_next_loss()
    {
        // Each loss takes two attempts. Pauses that grew over all of them would soon last minutes.
        FlakyCamera camera = new(picturesUntilLoss: 2, Loss.Error, failingOpens: 1, losses: 12);
        RunSummary summary = Run(camera, new ResultList(), until: list => list[^1].Reconnects == 12, pauses: new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)));
        Assert.Equal(12, summary.Reconnects);
    }

    [Fact]
    public void The_label_after_a_loss_is_the_first_new_pictures()
    {
        ResultList results = new();
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Error, losses: 5);
        Run(camera, results, until: list => list[^1].Reconnects == 5 && list[^1].State != ResultState.Lost);
        FrameResult[] firsts = [.. results.All.Zip(results.All.Skip(1)).Where(pair => pair.First.State == ResultState.Lost && pair.Second.State != ResultState.Lost).Select(pair => pair.Second)];
        Assert.NotEmpty(firsts); // on a busy machine a loss may follow a loss
        Assert.All(firsts, first => Assert.Equal(first.TopClasses[0], first.ShownClass)); // the counter's classes never agree: without a new beginning the first of all would stay
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_viewer_during_a_loss_sees_the_last_picture_and_its_age(bool alsoBefore)
    {
        FlakyCamera camera = new(picturesUntilLoss: 5, Loss.Silence, losses: 1) { MayOpenAgain = () => false };
        List<(int Number, int Width, double AgeMs)> seen = [];
        using CollectingSink sink = new(frame =>
        {
            if (frame.State.Now.State == ResultState.Lost && frame.State.Now.Banner is not null)
            {
                seen.Add((FrameCounter.Read(frame.Picture.Mat), frame.Picture.Mat.Cols, frame.State.Now.PictureAgeMs));
                controls.Quit();
            }
        })
        {
            Wanted = alsoBefore,
        };
        ResultList results = new();
        results.When(r => r.State == ResultState.Lost, () =>
        {
            sink.Wanted = false;
            sink.WaitForTicks(Stop); // the sink wants no pictures meanwhile
            sink.Wanted = true;
        });
        Run(camera, results, until: _ => false, sink);
        Assert.NotEmpty(seen);
        Assert.All(seen, picture => Assert.Equal((4, 320), (picture.Number, picture.Width))); // the last of the five, and not a black one
        Assert.All(seen, picture => Assert.InRange(picture.AgeMs, stall.TotalMilliseconds, 60_000));
    }

    [Fact]
    public void An_absent_sources_picture_age_is_the_time_of_absence()
    {
        FlakyCamera camera = new(picturesUntilLoss: 0, Loss.Error, failingOpens: int.MaxValue, losses: 1);
        List<double> ages = [];
        using CollectingSink sink = new(frame =>
        {
            ages.Add(frame.State.Now.PictureAgeMs);
            if (ages.Count == 3)
            {
                controls.Quit();
            }
        });
        Run(camera, new ResultList(), until: _ => false, sink, wait: true);
        Assert.Equal(ages.Order(), ages);
        Assert.InRange(ages[0], 0, 60_000);
        Assert.True(ages[^1] > ages[0]);
    }

    private RunSummary Run(FlakyCamera camera, ResultList results, Func<IReadOnlyList<FrameResult>, bool> until, IPictureSink? pictures = null, bool wait = false, double seconds = 60, Backoff? pauses = null)
    {
        results.When(() => until(results.All), controls.Quit);
        using CounterClassifier classifier = new();
        using SourceConnection connection = SourceConnection.Open(camera.Open, "flaky", stall, wait);
        return new EdgePipeline(connection, classifier)
        {
            Controls = controls,
            ResultSinks = [results],
            PictureSinks = pictures is null ? [] : [pictures],
            Renderer = new NoHud(),
            TimeLimit = TimeSpan.FromSeconds(seconds), // a broken one fails instead of hanging
            Backoff = pauses ?? new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)),
        }.Run(Stop);
    }
}

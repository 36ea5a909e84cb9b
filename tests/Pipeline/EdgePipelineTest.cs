using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Pipeline;

public sealed class EdgePipelineTest : IDisposable
{
    private readonly PipelineControls controls = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => controls.Dispose();

    [Fact]
    public void Every_frame_of_a_file_is_classified_once_and_in_order()
    {
        using CounterClassifier classifier = new();
        using CounterSource source = new(1000, isLive: false, classifier: classifier);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls }.Run(Stop);
        Assert.Equal(Enumerable.Range(0, 1000), classifier.Seen);
        Assert.Equal((1000, 1000, 0), (summary.FramesCaptured, summary.FramesProcessed, summary.FramesDropped));
        Assert.Equal(1.0, summary.Top1);
    }

    [Fact]
    public void A_slow_network_sees_the_newest_live_frame()
    {
        // While a frame is classified, 20 new ones come. The next that is classified must be the last of them.
        CounterSource? source = null;
        using CounterClassifier classifier = new(_ => source!.Release(20, Stop));
        using CounterSource paced = source = new(int.MaxValue, isLive: true, paced: true, classifier);
        RunSummary summary = new EdgePipeline(paced, classifier) { Controls = controls, FrameLimit = 10 }.Run(Stop);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 20 * i), classifier.Seen);
        Assert.Equal((200, 10, 190), (summary.FramesCaptured, summary.FramesProcessed, summary.FramesDropped));
    }

    [Fact]
    public void The_graphs_known_score_decides_whether_a_frame_is_known()
    {
        using TemporaryFolder folder = new();
        ModelBundle bundle = ModelBundle.Open(TinyModel.WriteBundle(folder["bundle"], TinyModel.Similar("gray", 0.2)));
        using OnnxImageClassifier classifier = new(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" }));
        using CounterSource source = new(16, isLive: false);
        ResultList results = new();
        controls.UnknownBelow = classifier.OutputSpec.UnknownBelow;
        new EdgePipeline(source, classifier) { Controls = controls, ResultSinks = [results] }.Run(Stop);
        Assert.Equal(16, results.All.Count);
        Assert.Equal(results.All.Select(result => int.PopCount((int)result.Frame) / 16.0), results.All.Select(result => Math.Round(result.Known, 4))); // a white block of 16 for each bit
        Assert.Equal(results.All.Select(result => int.PopCount((int)result.Frame) < 4), results.All.Select(result => result.IsUnknown));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void The_inference_thread_allocates_nothing_after_its_warm_up(bool live, bool graphTellsKnown)
    {
        using TemporaryFolder folder = new();
        ModelBundle bundle = ModelBundle.Open(TinyModel.WriteBundle(folder["bundle"], graphTellsKnown ? TinyModel.Similar("gray", 0.65, 0.05) : TinyModel.Embedded("gray")));
        using OnnxImageClassifier classifier = new(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" }));
        using CounterSource source = new(int.MaxValue, isLive: live);
        using EdgeApp.Sinks.Events.EventWriter events = new(EdgeApp.Sinks.Events.EventFile.Open("/dev/null"), new EdgeApp.Sinks.Events.EventLine("counter"), waitsWhenFull: true);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, ResultSinks = [events], FrameLimit = 1100 }.Run(Stop);
        Assert.Equal(1100, summary.FramesProcessed);
        Assert.InRange(summary.AllocatedBytesPerFrame, 0, 8); // an object has 24 bytes or more; the runtime itself allocates once in a while
    }

    [Fact]
    public void A_cancelled_run_ends_with_its_summary()
    {
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using CounterClassifier classifier = new(number =>
        {
            if (number == 25)
            {
                interrupt.Cancel();
            }
        });
        using CounterSource source = new(int.MaxValue, isLive: false, classifier: classifier);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls }.Run(interrupt.Token);
        Assert.Equal(26, summary.FramesProcessed);
    }

    [Fact]
    public void Quitting_ends_the_run()
    {
        using CounterClassifier classifier = new(_ => controls.Quit());
        using CounterSource source = new(int.MaxValue, isLive: true, paced: true, classifier);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls }.Run(Stop);
        Assert.Equal(1, summary.FramesProcessed);
    }

    [Fact]
    public void A_time_limit_ends_a_silent_source()
    {
        using CounterClassifier classifier = new();
        using CounterSource source = new(int.MaxValue, isLive: true, paced: true, classifier);
        RunSummary summary = new EdgePipeline(source, classifier) { Controls = controls, TimeLimit = TimeSpan.FromSeconds(1) }.Run(Stop);
        Assert.Equal(1, summary.FramesProcessed);
    }

    [Fact]
    public void A_sources_exception_leaves_the_run()
    {
        using CounterClassifier classifier = new();
        using CounterSource source = new(3, isLive: false) { AtTheEnd = new DeviceException("the camera was unplugged") };
        DeviceException thrown = Assert.Throws<DeviceException>(() => new EdgePipeline(source, classifier) { Controls = controls }.Run(Stop));
        Assert.Equal("the camera was unplugged", thrown.Message);
    }

    [Fact]
    public void A_region_outside_the_picture_is_a_usage_error()
    {
        using CounterClassifier classifier = new();
        using CounterSource source = new(3, isLive: false);
        EdgePipeline pipeline = new(source, classifier) { Controls = controls, Region = RegionOfInterest.Parse("32,0,33,64") };
        Assert.Contains("64×64", Assert.Throws<UsageException>(() => pipeline.Run(Stop)).Message);
    }

    [Fact]
    public void The_network_sees_only_the_region()
    {
        using CounterClassifier classifier = new();
        using CounterSource source = new(16, isLive: false, classifier: classifier);

        // The upper left block holds bit 0.
        new EdgePipeline(source, classifier) { Controls = controls, Region = RegionOfInterest.Parse("0,0,16,16") }.Run(Stop);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i % 2 == 1 ? 0xFFFF : 0), classifier.Seen);
    }

    [Theory]
    [InlineData("1,2,3")]
    [InlineData("1,2,3,x")]
    [InlineData("0,0,0,5")]
    [InlineData("-1,0,5,5")]
    public void A_malformed_region_is_a_usage_error(string text) => Assert.Throws<UsageException>(() => RegionOfInterest.Parse(text));
}

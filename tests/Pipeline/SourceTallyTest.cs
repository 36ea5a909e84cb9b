using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>What sources leave out and say, over all openings of a run.</summary>
public sealed class SourceTallyTest
{
    [Fact]
    public void Torn_and_dropped_pictures_are_summed_over_reopenings_and_each_line_is_said_once()
    {
        using PipelineControls controls = new();
        using CounterClassifier classifier = new();
        int opened = 0;
        ResultList results = new();
        EdgePipeline? pipeline = null;
        results.When(() => opened == 3 && !pipeline!.Health.IsLost, controls.Quit);
        using SourceConnection connection = SourceConnection.Open(() => new TurnedSource(new Leaky(++opened), null, OpenCvSharp.FlipMode.Y), "torn", TimeSpan.FromSeconds(10), wait: true);
        List<string> told = [];
        connection.Health.Told += told.Add;
        pipeline = new EdgePipeline(connection, classifier)
        {
            Controls = controls,
            ResultSinks = [results],
            TimeLimit = TimeSpan.FromMinutes(1),
            Backoff = new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)),
        };
        RunSummary summary = pipeline.Run(TestContext.Current.CancellationToken);
        Assert.Equal((9, 6), (summary.FramesTorn, summary.FramesDroppedByDriver)); // three and two of each opening
        Assert.Equal(["slow", "opening 1", "opening 2", "opening 3"], told);
    }

    /// <summary>Leaves out three pictures, gives one and is lost; the third delivers for ever.</summary>
    private sealed class Leaky(int opening) : IFrameSource
    {
        private readonly Queue<string> notes = new(["slow", $"opening {opening}"]);
        private bool given;

        public string Name => "torn";

        public bool IsLive => true;

        public long Torn { get; private set; }

        public long DroppedByDriver { get; private set; }

        public string? TakeNote() => notes.TryDequeue(out string? note) ? note : null;

        public bool Read(Frame frame, CancellationToken stop)
        {
            (Torn, DroppedByDriver) = (3, 2);
            if (given && opening < 3)
            {
                throw new DeviceException("unplugged");
            }

            given = true;
            FrameCounter.Draw(frame.Image, opening);
            frame.Captured = System.Diagnostics.Stopwatch.GetTimestamp();
            return true;
        }

        public void Dispose()
        {
        }
    }
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

public class CaptureThreadTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hanging_capture_thread_keeps_its_frame_and_an_ended_one_frees_it(bool hangs)
    {
        using HangingSource source = new();
        CaptureThread capture = new(SourceConnection.To(source), new PipelineCounters(), shows: false, region: null, new Backoff(), TestContext.Current.CancellationToken);
        capture.Start(limit: null);
        source.Entered.Wait(TestContext.Current.CancellationToken);
        if (!hangs)
        {
            source.Released.Set();
        }

        capture.RequestEnd();
        capture.Join();
        capture.Dispose();
        Assert.Equal(!hangs, source.Lent?.Image.IsDisposed);
        source.Released.Set();
    }

    /// <summary>Hangs in its first read and ignores cancellation.</summary>
    private sealed class HangingSource : IFrameSource
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Released { get; } = new();

        public Frame? Lent { get; private set; }

        public string Name => "hanging";

        public bool IsLive => true;

        public bool Read(Frame frame, CancellationToken stop)
        {
            Lent = frame;
            Entered.Set();
            Released.Wait(CancellationToken.None);
            return false;
        }

        public void Dispose() => Released.Set();
    }
}

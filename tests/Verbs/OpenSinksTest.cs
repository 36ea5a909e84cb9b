using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class OpenSinksTest
{
    [Fact]
    public void Sinks_are_disposed_with_their_owner()
    {
        CountedSink sink = new();
        OpenSinks<IResultSink> opened = OpenSinks<IResultSink>.Open(sinks => sinks.Add(sink));
        Assert.Equal([sink], opened.All);
        Assert.Equal(0, sink.Disposals);
        opened.Dispose();
        Assert.Equal(1, sink.Disposals);
    }

    [Fact]
    public void Sinks_are_disposed_if_the_next_one_fails()
    {
        CountedSink sink = new();
        Assert.Throws<InputException>(() => OpenSinks<IResultSink>.Open(sinks =>
        {
            sinks.Add(sink);
            throw new InputException("unusable");
        }));
        Assert.Equal(1, sink.Disposals);
    }

    private sealed class CountedSink : IResultSink
    {
        public int Disposals { get; private set; }

        public SinkStatus Status { get; } = new("counted");

        public ISinkWorker? Worker => null;

        public void Publish(FrameResult result)
        {
        }

        public void Dispose() => Disposals++;
    }
}

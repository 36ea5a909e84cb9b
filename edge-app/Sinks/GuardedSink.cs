namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Wraps a sink for the render loop. A sink that fails after its start gets no more pictures; its status says why, and the pipeline goes on. The caller owns the sink.</summary>
internal sealed class GuardedSink(IPictureSink sink) : IPictureSink
{
    private bool failed;

    public SinkStatus Status => sink.Status;

    public ISinkWorker? Worker => sink.Worker;

    public bool Wanted => !failed && sink.Wanted;

    public int MostHeld => sink.MostHeld;

    public void Start() => sink.Start();

    public void Show(HudFrame frame) => failed = failed || !Guard.Call(Status, static call => call.sink.Show(call.frame), (sink, frame));

    public void Tick() => failed = failed || !Guard.Call(Status, static sink => sink.Tick(), sink);

    /// <summary>Does nothing: the caller owns the sink.</summary>
    public void Dispose()
    {
    }
}

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Stands between the render loop and a sink, which it does not own: a sink that fails after its start gets no more pictures and says so, and the pipeline goes on.</summary>
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

    /// <summary>Does nothing: the sink stays with its maker.</summary>
    public void Dispose()
    {
    }
}

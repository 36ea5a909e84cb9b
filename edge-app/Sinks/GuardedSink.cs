namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Stands between the render loop and a sink, which it does not own: a sink that fails after its start gets no more pictures and says so, and the pipeline goes on.</summary>
internal sealed class GuardedSink(IPictureSink sink) : IPictureSink
{
    private bool failed;

    /// <inheritdoc/>
    public SinkStatus Status => sink.Status;

    /// <inheritdoc/>
    public ISinkWorker? Worker => sink.Worker;

    /// <inheritdoc/>
    public bool Wanted => !failed && sink.Wanted;

    /// <inheritdoc/>
    public int MostHeld => sink.MostHeld;

    /// <inheritdoc/>
    public void Start() => sink.Start();

    /// <inheritdoc/>
    public void Show(HudFrame frame) => failed = failed || !Guard.Call(Status, static call => call.sink.Show(call.frame), (sink, frame));

    /// <inheritdoc/>
    public void Tick() => failed = failed || !Guard.Call(Status, static sink => sink.Tick(), sink);

    /// <summary>Does nothing: the sink stays with its maker.</summary>
    public void Dispose()
    {
    }
}

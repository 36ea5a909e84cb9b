using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Somewhere for results to go; every classified frame comes by once, in order, and so does a result with the state
/// <see cref="ResultState.Lost"/> when the source is lost. A sink has a bounded queue and a thread of its own, and never ends or slows
/// the pipeline: what it cannot deliver it counts in <see cref="Status"/>.
/// </summary>
internal interface IResultSink : IDisposable
{
    /// <summary>How it is doing.</summary>
    SinkStatus Status { get; }

    /// <summary>Takes a result on the inference thread: copies what it needs, allocates nothing, waits for nobody, throws nothing, and does its work elsewhere.</summary>
    void Publish(FrameResult result);

    /// <summary>No result will follow. Begins to deliver what is left and returns at once, so that all sinks do so side by side.</summary>
    void Complete();

    /// <summary>Waits until everything is delivered; what is left when <paramref name="patience"/> is over is counted as lost. Called once, after <see cref="Complete"/>.</summary>
    void Finish(Patience patience);
}

using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes every classified frame once, in order, and a result with state <see cref="ResultState.Lost"/> at each loss of the source.</summary>
internal interface IResultSink : ISink
{
    /// <summary>Takes a result on the inference thread. Copies what it needs, allocates and throws nothing, and works on another thread.</summary>
    void Publish(FrameResult result);
}

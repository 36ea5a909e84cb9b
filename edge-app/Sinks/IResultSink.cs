using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes every classified frame once, in order, and a result with the state <see cref="ResultState.Lost"/> when the source is lost.</summary>
internal interface IResultSink : ISink
{
    /// <summary>Takes a result on the inference thread: copies what it needs, allocates nothing, throws nothing, and does its work elsewhere.</summary>
    void Publish(FrameResult result);
}

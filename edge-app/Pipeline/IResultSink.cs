namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Somewhere for results to go; every classified frame comes by once, in order.</summary>
internal interface IResultSink
{
    /// <summary>Takes a result on the inference thread: copies what it needs, allocates nothing, and does its work elsewhere.</summary>
    void Publish(FrameResult result);
}

using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Takes clean pictures, without HUD, together with their results. Both calls are made on the inference thread, which waits for them.</summary>
internal interface IFrameSink : ISink
{
    /// <summary>Asked once for each classified frame, in order, and for each loss. Allocates and throws nothing.</summary>
    /// <returns>Whether <see cref="Take"/> is to be called for this frame.</returns>
    bool Wants(FrameResult result);

    /// <summary>Copies picture, result and features, and works on another thread. Throws nothing.</summary>
    /// <param name="frame">Valid during the call.</param>
    /// <param name="result">Its result, valid during the call.</param>
    /// <param name="features">The network's features of the frame, <c>[F]</c>; empty where the model has none.</param>
    /// <param name="region">The region that the network saw; null for the whole picture.</param>
    void Take(Frame frame, FrameResult result, ReadOnlySpan<float> features, PixelRect? region);
}

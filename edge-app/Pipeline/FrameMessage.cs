using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>A message of a <see cref="FrameChannel"/>: a frame, a loss of the source, or, with neither, the end.</summary>
/// <param name="Frame">A picture; the reader owns it until it takes the next message.</param>
/// <param name="Loss">A loss of the source, in order between the frames around it.</param>
internal readonly record struct FrameMessage(Frame? Frame, SourceLoss? Loss)
{
    /// <summary>The last message.</summary>
    public static FrameMessage End => default;
}

using EdgeResNet.EdgeApp.Capture;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>What a <see cref="FrameChannel"/> carries: a frame, or a loss of the source, or, with neither, the end.</summary>
/// <param name="Frame">A picture; the reader's until it takes the next one.</param>
/// <param name="Loss">The source was lost after the frames before this message and before those after it.</param>
internal readonly record struct FrameMessage(Frame? Frame, SourceLoss? Loss)
{
    /// <summary>Nothing will follow.</summary>
    public static FrameMessage End => default;
}

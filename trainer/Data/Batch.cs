using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>The input of one training step, on the training device.</summary>
/// <param name="Images">uint8 <c>(N, C, H, W)</c>.</param>
/// <param name="Labels">int64 <c>(N)</c>.</param>
internal readonly record struct Batch(Tensor Images, Tensor Labels)
{
    /// <summary>The classes of mixed-in pictures, int64 <c>(N)</c>; null without mixing.</summary>
    public Tensor? OtherLabels { get; init; }

    /// <summary>Share of <see cref="OtherLabels"/> in the pictures, 0 to 1.</summary>
    public double OtherShare { get; init; }

    /// <summary>A teacher's answers to <see cref="Images"/>, float32 <c>(N, K)</c>; null without one.</summary>
    public Tensor? TeacherLogits { get; init; }
}

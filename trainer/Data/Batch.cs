using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>What one step learns from, on the training device.</summary>
/// <param name="Images">uint8 <c>(N, C, H, W)</c>.</param>
/// <param name="Labels">int64 <c>(N)</c>.</param>
internal readonly record struct Batch(Tensor Images, Tensor Labels)
{
    /// <summary>The classes of the pictures that were mixed in, int64 <c>(N)</c>; null where none were.</summary>
    public Tensor? OtherLabels { get; init; }

    /// <summary>Share of the pictures that belongs to <see cref="OtherLabels"/>, 0 to 1.</summary>
    public double OtherShare { get; init; }

    /// <summary>A teacher's answers to <see cref="Images"/>, float32 <c>(N, K)</c>; null without one.</summary>
    public Tensor? TeacherLogits { get; init; }
}

using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>mixup (Zhang et al., 2018): every picture is a weighted mean of two.</summary>
internal static class Mixup
{
    /// <summary><c>(1 − share) · images + share · others</c>, rounded to uint8, the common pixel type.</summary>
    /// <param name="images">uint8 <c>(N, C, H, W)</c>.</param>
    /// <param name="others">The second pictures, of the same shape.</param>
    /// <param name="share">Weight of <paramref name="others"/>, 0 to 1.</param>
    public static Tensor Blend(Tensor images, Tensor others, double share) =>
        images.to(ScalarType.Float32).mul_(1 - share).add_(others.to(ScalarType.Float32), share).round_().to(ScalarType.Byte);
}

using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>CutMix (Yun et al., 2019): a rectangle of every picture comes from another one.</summary>
internal static class CutMix
{
    /// <summary>Copies the same rectangle from <paramref name="others"/> into the whole batch. Its centre is anywhere; the part outside the picture is cut off.</summary>
    /// <param name="images">uint8 <c>(N, C, H, W)</c>; not changed.</param>
    /// <param name="others">Pictures of the same shape.</param>
    /// <param name="share">Area of the whole rectangle as a share of the picture's, 0 to 1.</param>
    /// <param name="random">Places it.</param>
    /// <returns>The new pictures, and the actual share of their area from <paramref name="others"/>.</returns>
    public static (Tensor Images, double Share) Paste(Tensor images, Tensor others, double share, Random random)
    {
        (int h, int w) = ((int)images.shape[2], (int)images.shape[3]);
        (int top, int height) = Interval(h, share, random);
        (int left, int width) = Interval(w, share, random);
        Tensor result = images.clone();
        result.narrow(2, top, height).narrow(3, left, width).copy_(others.narrow(2, top, height).narrow(3, left, width));
        return (result, (double)height * width / (h * w));
    }

    private static (int First, int Length) Interval(int size, double share, Random random)
    {
        int length = (int)(size * Math.Sqrt(share));
        int first = random.Next(size) - (length / 2);
        int last = Math.Min(size, first + length);
        first = Math.Max(0, first);
        return (first, Math.Max(0, last - first));
    }
}

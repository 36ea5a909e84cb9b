using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>Random brightness, contrast and saturation, in this order (torchvision's <c>ColorJitter</c> shuffles the order).</summary>
internal static class ColorJitter
{
    /// <summary>Factors of a picture.</summary>
    public const int Factors = 3;

    /// <summary>Draws <c>[N, 3]</c> factors, evenly from 1 − <paramref name="strength"/> to 1 + <paramref name="strength"/>.</summary>
    public static float[] Draw(int pictures, double strength, Random random)
    {
        float[] factors = new float[pictures * Factors];
        for (int i = 0; i < factors.Length; i++)
        {
            factors[i] = (float)(1 + (strength * ((2 * random.NextDouble()) - 1)));
        }

        return factors;
    }

    /// <summary>Applies them to uint8 images <c>(N, C, H, W)</c>.</summary>
    public static Tensor Apply(Tensor images, float[] factors)
    {
        Tensor each = tensor(factors, [images.shape[0], Factors, 1, 1], device: images.device);
        Tensor bright = ColorOperations.Brightness(images.to(ScalarType.Float32), each.narrow(1, 0, 1));
        Tensor contrasted = ColorOperations.Contrast(bright, each.narrow(1, 1, 1));
        return ColorOperations.Saturation(contrasted, each.narrow(1, 2, 1)).round().to(ScalarType.Byte);
    }
}

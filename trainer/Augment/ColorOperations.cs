using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>
/// Pillow's ImageEnhance and ImageOps on batches. Pictures are <c>(N, C, H, W)</c>, float32, 0 to 255, before and after. A factor of 1
/// in <c>(N, 1, 1, 1)</c> keeps a picture unchanged.
/// </summary>
internal static class ColorOperations
{
    private const int Levels = 256;
    private const int SmallestSmoothed = 3;
    private static readonly double[] luma = [0.299, 0.587, 0.114]; // ITU-R BT.601

    /// <summary>Multiplies pixels.</summary>
    public static Tensor Brightness(Tensor pictures, Tensor factor) => Limit(pictures * factor);

    /// <summary>Moves pixels away from or towards the picture's mean brightness.</summary>
    public static Tensor Contrast(Tensor pictures, Tensor factor) => Blend(Grey(pictures).mean([1, 2, 3], keepdim: true), pictures, factor);

    /// <summary>Moves colours away from or towards grey; grey pictures stay unchanged.</summary>
    public static Tensor Saturation(Tensor pictures, Tensor factor) => pictures.shape[1] == 1 ? pictures : Blend(Grey(pictures), pictures, factor);

    /// <summary>Moves pixels away from or towards a smoothed picture; the border pixels stay.</summary>
    public static Tensor Sharpness(Tensor pictures, Tensor factor)
    {
        (long n, long c, long h, long w) = (pictures.shape[0], pictures.shape[1], pictures.shape[2], pictures.shape[3]);
        if (h < SmallestSmoothed || w < SmallestSmoothed)
        {
            return pictures;
        }

        Tensor kernel = tensor([1f, 1, 1, 1, 5, 1, 1, 1, 1], [1, 1, 3, 3], device: pictures.device) / 13;
        Tensor smooth = pictures.clone();
        smooth.narrow(2, 1, h - 2).narrow(3, 1, w - 2).copy_(nn.functional.conv2d(pictures.reshape(n * c, 1, h, w), kernel).view(n, c, h - 2, w - 2));
        return Blend(smooth, pictures, factor);
    }

    /// <summary>Rounds pixels down to a multiple of <paramref name="step"/>, <c>(N, 1, 1, 1)</c>.</summary>
    public static Tensor Posterize(Tensor pictures, Tensor step) => (pictures / step).floor_() * step;

    /// <summary>Inverts pixels at or above <paramref name="threshold"/>, <c>(N, 1, 1, 1)</c>.</summary>
    public static Tensor Solarize(Tensor pictures, Tensor threshold) => where(pictures.ge(threshold), (Levels - 1) - pictures, pictures);

    /// <summary>Stretches each channel to the whole range; a constant one stays unchanged.</summary>
    public static Tensor AutoContrast(Tensor pictures)
    {
        Tensor low = pictures.amin([2, 3], keepdim: true);
        Tensor range = pictures.amax([2, 3], keepdim: true) - low;
        return where(range.gt(0), (pictures - low) * (Levels - 1) / range.clamp(min: 1), pictures);
    }

    /// <summary>Makes the levels of each channel equally frequent; pixels are whole numbers.</summary>
    public static Tensor Equalize(Tensor pictures)
    {
        using IDisposable noGradient = no_grad();
        Tensor levels = pictures.reshape(pictures.shape[0] * pictures.shape[1], -1).to(ScalarType.Int64); // (N·C, H·W)
        Tensor counts = zeros([levels.shape[0], Levels], ScalarType.Int64, pictures.device).scatter_add_(1, levels, ones_like(levels));
        Tensor brightest = counts.gather(1, levels.amax([1], keepdim: true));
        Tensor step = (levels.shape[1] - brightest).div(Levels - 1, RoundingMode.floor);
        Tensor below = counts.cumsum(1) - counts; // pixels that are darker
        Tensor table = (below + step.div(2, RoundingMode.floor)).div(step.clamp(min: 1), RoundingMode.floor).clamp(0, Levels - 1);
        return where(step.eq(0), levels, table.gather(1, levels)).view(pictures.shape).to(ScalarType.Float32);
    }

    private static Tensor Grey(Tensor pictures) => pictures.shape[1] == 1
        ? pictures
        : (pictures.narrow(1, 0, 1) * luma[0]) + (pictures.narrow(1, 1, 1) * luma[1]) + (pictures.narrow(1, 2, 1) * luma[2]);

    private static Tensor Blend(Tensor neutral, Tensor pictures, Tensor factor) => Limit(((pictures - neutral) * factor).add_(neutral));

    private static Tensor Limit(Tensor pictures) => pictures.clamp_(0, Levels - 1);
}

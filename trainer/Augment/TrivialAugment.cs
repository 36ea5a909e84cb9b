using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>The operations of TrivialAugment.</summary>
internal enum TrivialOperation
{
    /// <summary>Nothing.</summary>
    Identity,

    /// <summary>Shears along rows.</summary>
    ShearX,

    /// <summary>Shears along columns.</summary>
    ShearY,

    /// <summary>Shifts the picture sideways.</summary>
    TranslateX,

    /// <summary>Shifts it up or down.</summary>
    TranslateY,

    /// <summary>Rotates it.</summary>
    Rotate,

    /// <inheritdoc cref="ColorOperations.Brightness"/>
    Brightness,

    /// <inheritdoc cref="ColorOperations.Saturation"/>
    Saturation,

    /// <inheritdoc cref="ColorOperations.Contrast"/>
    Contrast,

    /// <inheritdoc cref="ColorOperations.Sharpness"/>
    Sharpness,

    /// <inheritdoc cref="ColorOperations.Posterize"/>
    Posterize,

    /// <inheritdoc cref="ColorOperations.Solarize"/>
    Solarize,

    /// <inheritdoc cref="ColorOperations.AutoContrast"/>
    AutoContrast,

    /// <inheritdoc cref="ColorOperations.Equalize"/>
    Equalize,
}

/// <summary>A picture's operation.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Strength">Share of the largest strength, −1 to 1; operations without a direction use the absolute value.</param>
internal readonly record struct TrivialChoice(TrivialOperation Operation, double Strength);

/// <summary>TrivialAugment with the wide ranges (Müller and Hutter, 2021): one operation with one strength for each picture.</summary>
internal static class TrivialAugment
{
    private const int Bins = 31;
    private const double LargestShear = 0.99;
    private const double LargestShift = 32.0 / 224; // of the side: the paper's 32 pixels at ImageNet's size
    private const double LargestAngle = 135; // degrees
    private const double LargestFactor = 0.99; // away from 1
    private const int MostBitsLost = 6;
    private static readonly TrivialOperation[] all = Enum.GetValues<TrivialOperation>();

    /// <summary>Draws an operation, a strength and a direction for each of N pictures.</summary>
    public static TrivialChoice[] Draw(int pictures, Random random)
    {
        TrivialChoice[] choices = new TrivialChoice[pictures];
        for (int i = 0; i < pictures; i++)
        {
            TrivialOperation operation = all[random.Next(all.Length)];
            double strength = (double)random.Next(Bins) / (Bins - 1);
            choices[i] = new TrivialChoice(operation, random.Next(2) == 0 ? strength : -strength);
        }

        return choices;
    }

    /// <summary>The map of a geometric operation; the identity for colours. <paramref name="aspect"/> is height by width.</summary>
    public static AffineMap MapOf(TrivialChoice choice, double aspect) => choice.Operation switch
    {
        TrivialOperation.ShearX => AffineMap.Identity with { XY = LargestShear * choice.Strength * aspect },
        TrivialOperation.ShearY => AffineMap.Identity with { YX = LargestShear * choice.Strength / aspect },
        TrivialOperation.TranslateX => AffineMap.Identity with { X0 = 2 * LargestShift * choice.Strength },
        TrivialOperation.TranslateY => AffineMap.Identity with { Y0 = 2 * LargestShift * choice.Strength },
        TrivialOperation.Rotate => AffineMap.Turn(LargestAngle * choice.Strength, 1, aspect),
        _ => AffineMap.Identity,
    };

    /// <summary>Changes the colours of uint8 images <c>(N, C, H, W)</c>, all pictures of an operation at once. Returns them unchanged without a colour operation.</summary>
    public static Tensor Recolor(Tensor images, TrivialChoice[] choices)
    {
        Tensor result = images;
        foreach (TrivialOperation operation in all.Where(operation => operation >= TrivialOperation.Brightness))
        {
            long[] members = [.. choices.Index().Where(choice => choice.Item.Operation == operation).Select(choice => (long)choice.Index)];
            if (members.Length == 0)
            {
                continue;
            }

            float[] settings = [.. members.Select(member => (float)Setting(operation, choices[member].Strength))];
            Tensor index = tensor(members, device: images.device);
            Tensor before = images.index_select(0, index).to(ScalarType.Float32);
            Tensor after = Run(operation, before, tensor(settings, [members.Length, 1, 1, 1], device: images.device)).round().to(ScalarType.Byte);
            result = ReferenceEquals(result, images) ? images.clone() : result;
            result.index_copy_(0, index, after);
        }

        return result;
    }

    private static double Setting(TrivialOperation operation, double strength) => operation switch
    {
        TrivialOperation.Posterize => Math.Pow(2, Math.Round(MostBitsLost * Math.Abs(strength))), // the smallest remaining difference
        TrivialOperation.Solarize => 255 * (1 - Math.Abs(strength)),
        _ => 1 + (LargestFactor * strength),
    };

    private static Tensor Run(TrivialOperation operation, Tensor pictures, Tensor setting) => operation switch
    {
        TrivialOperation.Brightness => ColorOperations.Brightness(pictures, setting),
        TrivialOperation.Saturation => ColorOperations.Saturation(pictures, setting),
        TrivialOperation.Contrast => ColorOperations.Contrast(pictures, setting),
        TrivialOperation.Sharpness => ColorOperations.Sharpness(pictures, setting),
        TrivialOperation.Posterize => ColorOperations.Posterize(pictures, setting),
        TrivialOperation.Solarize => ColorOperations.Solarize(pictures, setting),
        TrivialOperation.AutoContrast => ColorOperations.AutoContrast(pictures),
        TrivialOperation.Equalize => ColorOperations.Equalize(pictures),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}

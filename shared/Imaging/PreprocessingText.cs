using System.Globalization;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Describes <see cref="Preprocessor"/> in words.</summary>
public static class PreprocessingText
{
    /// <summary>Completes the sentence "A picture of another size is".</summary>
    public static string Of(InputSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        string resize = spec.Resize == "area"
            ? "averaged over areas when it shrinks, bilinear when it grows"
            : "bilinear, with antialiasing when it shrinks, as in Pillow and torchvision";
        return $"{Frame(spec)}: {resize}";
    }

    private static string Frame(InputSpec spec) => spec.Crop switch
    {
        "none" => "stretched",
        "pad" => "resized to fit inside, in the middle, and the rest is filled with the mean colour",
        _ when spec.Margin == 1 => "cropped to the largest centred rectangle of this shape and resized",
        _ => string.Create(CultureInfo.InvariantCulture, $"resized to cover {Math.Round(spec.Width * spec.Margin)}×{Math.Round(spec.Height * spec.Margin)} pixels, keeping its shape, and cropped to its middle"),
    };
}

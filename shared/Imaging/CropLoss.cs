using System.Globalization;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Imaging;

/// <summary>The share of the pictures that a crop removes.</summary>
public static class CropLoss
{
    private const double Much = 1.0 / 3;

    /// <summary>The median share of a picture's area, 0 to 1, cut off by <see cref="InputSpec.Crop"/> and <see cref="InputSpec.Margin"/>; 0 without pictures.</summary>
    /// <param name="spec">The input.</param>
    /// <param name="sizes">Sizes of the pictures; not enumerated without a crop.</param>
    public static double Of(InputSpec spec, IEnumerable<(int Width, int Height)> sizes)
    {
        ArgumentNullException.ThrowIfNull(spec);
        double[] losses = spec.Crop == "center" ? [.. sizes.Select(size => Loss(spec, size.Width, size.Height)).Order()] : [];
        return losses.Length == 0 ? 0 : (losses[(losses.Length - 1) / 2] + losses[losses.Length / 2]) / 2;
    }

    /// <summary>A line for the user if the typical picture loses more than a third; otherwise null.</summary>
    /// <param name="spec">The input.</param>
    /// <param name="sizes">As in <see cref="Of"/>.</param>
    public static string? Note(InputSpec spec, IEnumerable<(int Width, int Height)> sizes)
    {
        double loss = Of(spec, sizes);
        return loss > Much
            ? string.Create(CultureInfo.InvariantCulture, $"note: the centre crop cuts off {100 * loss:0} % of the typical picture; --crop none stretches the whole picture, --crop pad fits it inside")
            : null;
    }

    private static double Loss(InputSpec spec, int width, int height)
    {
        PixelRect seen = Framing.Of(spec, width, height).Seen;
        return 1 - ((double)seen.Width * seen.Height / ((double)width * height));
    }
}

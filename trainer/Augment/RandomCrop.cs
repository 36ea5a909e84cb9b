namespace EdgeResNet.Trainer.Augment;

/// <summary>A window of random size, shape and place, resized to the picture's size (Szegedy et al., 2015; torchvision's <c>RandomResizedCrop</c>).</summary>
internal static class RandomCrop
{
    private const double LargestStretch = 4.0 / 3; // width by height of a window, and its inverse, against the picture's own
    private const int Tries = 10; // a window that does not fit is drawn again, as in torchvision

    /// <summary>Whether a recipe's <c>crop_scale</c> turns crops on.</summary>
    public static bool IsOn(double smallestShare) => smallestShare is > 0 and < 1;

    /// <summary>Draws a window.</summary>
    /// <param name="smallestShare">Smallest share of the picture's area; the largest is all of it.</param>
    /// <param name="pictureHeight">Pixels.</param>
    /// <param name="pictureWidth">Pixels.</param>
    /// <param name="random">Draws.</param>
    /// <returns>The whole picture if no window fits.</returns>
    public static AffineMap Draw(double smallestShare, int pictureHeight, int pictureWidth, Random random)
    {
        for (int i = 0; i < Tries; i++)
        {
            double share = smallestShare + ((1 - smallestShare) * random.NextDouble());
            double stretch = Math.Exp(((2 * random.NextDouble()) - 1) * Math.Log(LargestStretch));
            double width = Math.Sqrt(share * stretch); // of the picture's
            double height = Math.Sqrt(share / stretch);
            if (width <= 1 && height <= 1)
            {
                return new AffineMap(width, 0, Middle(width, pictureWidth, random), 0, height, Middle(height, pictureHeight, random));
            }
        }

        return AffineMap.Identity;
    }

    // Half a pixel inside the edge, so samples lie between the picture's pixels, without the black border.
    private static double Middle(double length, int pixels, Random random) => (1 - length) * (1 - (1.0 / pixels)) * ((2 * random.NextDouble()) - 1);
}

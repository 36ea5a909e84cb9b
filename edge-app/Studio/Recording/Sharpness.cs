using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>
/// Marks blurred pictures: the variance of the Laplacian (Pech-Pacheco et al., 2000) is far below that of the pictures before. A fixed
/// limit would call a white wall blurred. One thread.
/// </summary>
internal sealed class Sharpness
{
    /// <summary>Share of the usual variance below which a picture is blurred.</summary>
    public const double LeastShare = 0.3;

    private const int Side = 256; // of the measured picture, so that the camera's resolution does not count
    private const int Remembered = 30;
    private const int Fewest = 3;
    private readonly Queue<double> recent = new();

    /// <summary>Judges a picture and remembers it.</summary>
    public bool IsBlurred(Mat picture)
    {
        double variance = Of(picture);
        double usual = recent.Count < Fewest ? 0 : recent.Order().ElementAt(recent.Count / 2);
        recent.Enqueue(variance);
        if (recent.Count > Remembered)
        {
            recent.Dequeue();
        }

        return variance < LeastShare * usual;
    }

    /// <summary>Variance of the Laplacian of the grey picture, its longer side at most 256 pixels.</summary>
    public static double Of(Mat picture)
    {
        using Mat small = new();
        using Mat grey = new();
        using Mat edges = new();
        double scale = Math.Min(1, (double)Side / Math.Max(picture.Cols, picture.Rows));
        Cv2.Resize(picture, small, new Size(Math.Max(1, (int)(picture.Cols * scale)), Math.Max(1, (int)(picture.Rows * scale))), interpolation: InterpolationFlags.Area);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.Laplacian(grey, edges, MatType.CV_64F);
        Cv2.MeanStdDev(edges, out _, out Scalar deviation);
        return deviation.Val0 * deviation.Val0;
    }
}

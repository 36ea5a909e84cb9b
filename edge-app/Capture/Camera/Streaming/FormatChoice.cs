using EdgeResNet.EdgeApp.Capture.Camera.Nodes;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Chooses the format that fits a request best.</summary>
internal static class FormatChoice
{
    // Larger uncompressed pictures exceed USB 2 at 30 frames a second.
    private const int LargestUncompressed = 640 * 480;
    private const int ShortfallSteps = 20; // rates within a twentieth are equal

    /// <summary>The best of the usable formats: first by size, then by rate, then by <see cref="PixelLayout.All"/> with JPEG before it for large pictures.</summary>
    /// <returns>Null if none can be used.</returns>
    public static CameraFormat? Best(IEnumerable<CameraFormat> offers, CameraFormatRequest request) => offers
        .Where(offer => offer.Usable && (request.Fourcc is null || request.Fourcc == offer.Fourcc))
        .OrderBy(offer => Distance(offer, request))
        .ThenBy(offer => Shortfall(offer, request.Rate))
        .ThenBy(offer => Rank(offer, request))
        .FirstOrDefault();

    /// <summary>How far a format stays below a rate, in twentieths of it; 0 if the driver tells no rates.</summary>
    public static int Shortfall(CameraFormat offer, double fps) =>
        offer.Nearest(fps) is { IsKnown: true } period ? (int)Math.Round(Math.Max(0, fps - period.Fps) / fps * ShortfallSteps) : 0;

    private static long Distance(CameraFormat offer, CameraFormatRequest request)
    {
        (int width, int height) = request.Size;
        (int Width, int Height) near = offer.Nearest(width, height);
        return Math.Abs(((long)near.Width * near.Height) - ((long)width * height)) + (near == (width, height) ? 0 : 1);
    }

    private static int Rank(CameraFormat offer, CameraFormatRequest request)
    {
        (int width, int height) = offer.Nearest(request.Size.Width, request.Size.Height);
        PixelLayout layout = PixelLayout.Find(offer.Code)!;
        return layout.Packing == PixelPacking.Jpeg && width * height > LargestUncompressed ? -1 : PixelLayout.All.ToList().IndexOf(layout);
    }
}

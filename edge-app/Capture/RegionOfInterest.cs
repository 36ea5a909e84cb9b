using System.Globalization;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>The region of the picture that the network sees (<c>--roi x,y,w,h</c>).</summary>
internal static class RegionOfInterest
{
    /// <summary>Parses <c>x,y,w,h</c>, in pixels of the source.</summary>
    /// <exception cref="UsageException">The text has another form.</exception>
    public static PixelRect Parse(string text)
    {
        string[] parts = text.Split(',');
        int[] numbers = new int[4];
        bool valid = parts.Length == 4;
        for (int i = 0; valid && i < 4; i++)
        {
            valid = int.TryParse(parts[i], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, null, out numbers[i]);
        }

        if (!valid || numbers[2] < 1 || numbers[3] < 1)
        {
            throw new UsageException($"--roi is '{text}'; expected x,y,w,h in pixels, such as 80,0,480,480");
        }

        return new PixelRect(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>Checks that a region lies within <paramref name="image"/>; null means the whole picture.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public static void Check(Mat image, PixelRect? region)
    {
        if (region is PixelRect r && ((long)r.X + r.Width > image.Cols || (long)r.Y + r.Height > image.Rows))
        {
            throw new UsageException($"--roi {r.X},{r.Y},{r.Width},{r.Height} is outside the picture of {image.Cols}×{image.Rows} pixels");
        }
    }
}

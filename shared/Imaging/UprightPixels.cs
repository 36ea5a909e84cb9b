using SkiaSharp;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Turns decoded pixels upright.</summary>
internal static class UprightPixels
{
    /// <summary>Whether rows of the file are columns of the picture.</summary>
    public static bool IsTurned(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <summary>Drops alpha and turns the picture. The EXIF orientation gives the places of row 0 and column 0 of the file.</summary>
    public static DecodedImage Of(byte[] source, int width, int height, int channels, SKEncodedOrigin origin)
    {
        // Start and steps in the file's pixels for the output, in pixels.
        (int start, int stepX, int stepY) = origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => ((width * height) - 1, -1, -width),
            SKEncodedOrigin.BottomLeft => (width * (height - 1), 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (width * (height - 1), -width, 1),
            SKEncodedOrigin.RightBottom => ((width * height) - 1, -width, -1),
            SKEncodedOrigin.LeftBottom => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        (int columns, int rows) = IsTurned(origin) ? (height, width) : (width, height);
        if (channels == 1 && stepX == 1 && stepY == width)
        {
            return new DecodedImage(source, width, height, width, PixelFormat.Gray8);
        }

        int outChannels = channels == 1 ? 1 : 3;
        byte[] pixels = new byte[columns * rows * outChannels];
        int to = 0;
        for (int y = 0; y < rows; y++)
        {
            int from = start + (y * stepY);
            for (int x = 0; x < columns; x++, from += stepX, to += outChannels)
            {
                source.AsSpan(from * channels, outChannels).CopyTo(pixels.AsSpan(to, outChannels));
            }
        }

        return new DecodedImage(pixels, columns, rows, columns * outChannels, outChannels == 1 ? PixelFormat.Gray8 : PixelFormat.Bgr24);
    }
}

using OpenCvSharp;

namespace EdgeResNet.Tests.Pictures;

/// <summary>JPEG files of a picture full of detail, and places in them.</summary>
internal static class SampleJpeg
{
    /// <summary>A JPEG of random squares.</summary>
    public static byte[] Encode(int width = 160, int height = 120, bool gray = false, bool progressive = false, int restart = 0, int quality = 90, bool optimized = false)
    {
        using Mat picture = new(height, width, gray ? MatType.CV_8UC1 : MatType.CV_8UC3, Scalar.All(90));
        Random random = new(width + height);
        for (int i = 0; i < 200; i++)
        {
            Rect square = new(random.Next(width), random.Next(height), random.Next(1, 30), random.Next(1, 30));
            Cv2.Rectangle(picture, square, new Scalar(random.Next(256), random.Next(256), random.Next(256)), Cv2.FILLED);
        }

        return picture.ImEncode(
            ".jpg",
            new ImageEncodingParam(ImwriteFlags.JpegQuality, quality),
            new ImageEncodingParam(ImwriteFlags.JpegProgressive, progressive ? 1 : 0),
            new ImageEncodingParam(ImwriteFlags.JpegRstInterval, restart),
            new ImageEncodingParam(ImwriteFlags.JpegOptimize, optimized ? 1 : 0));
    }

    /// <summary>The place of a marker.</summary>
    public static int Find(byte[] jpeg, byte marker) => jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]);

    /// <summary>The first byte behind the header of the first scan.</summary>
    public static int Data(byte[] jpeg) => Find(jpeg, 0xDA) + 2 + jpeg[Find(jpeg, 0xDA) + 3];

    /// <summary>Cut in the middle of its data, with an end marker, as a camera does that ran out of time.</summary>
    public static byte[] Cut(byte[] jpeg, double share = 0.5) => [.. jpeg[..(Data(jpeg) + (int)((jpeg.Length - Data(jpeg)) * share))], 0xFF, 0xD9];

    /// <summary>Without some bytes in the middle, as after a lost packet.</summary>
    public static byte[] WithoutMiddle(byte[] jpeg, int bytes = 700) => [.. jpeg[..(jpeg.Length / 2)], .. jpeg[((jpeg.Length / 2) + bytes)..]];

    /// <summary>With other bytes at a place.</summary>
    public static byte[] Insert(byte[] jpeg, int place, params byte[] bytes) => [.. jpeg[..place], .. bytes, .. jpeg[place..]];

    /// <summary>With other sizes in its header.</summary>
    public static byte[] Resized(byte[] jpeg, ushort width, ushort height, byte frame = 0xC0)
    {
        byte[] resized = [.. jpeg];
        int size = Find(jpeg, frame) + 5;
        (resized[size], resized[size + 1], resized[size + 2], resized[size + 3]) = ((byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
        return resized;
    }
}

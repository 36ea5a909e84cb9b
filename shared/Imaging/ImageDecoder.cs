using EdgeResNet.Shared.Files;
using SkiaSharp;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Reads picture files (JPEG, PNG, WebP, BMP, GIF), upright as their EXIF orientation says.</summary>
public static class ImageDecoder
{
    /// <summary>Larger pictures are refused, because they need gigabytes.</summary>
    public const long LargestPixelCount = 1L << 28;

    /// <summary>Decodes a picture file. Ignores transparency and colour profiles, which camera frames do not have.</summary>
    /// <exception cref="InputException">The file is missing, damaged, or not a picture.</exception>
    public static DecodedImage Decode(string path)
    {
        using FileStream stream = Open(path);
        using SKCodec codec = ReadHeader(stream, path);
        int width = codec.Info.Width;
        int height = codec.Info.Height;
        bool gray = codec.Info.ColorType == SKColorType.Gray8;
        int channels = gray ? 1 : 4;
        byte[] decoded = new byte[width * height * channels];
        SKImageInfo info = new(width, height, gray ? SKColorType.Gray8 : SKColorType.Bgra8888, gray ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = decoded)
            {
                result = codec.GetPixels(info, (nint)pixels);
            }
        }

        if (result != SKCodecResult.Success)
        {
            throw new InputException($"{path}: is damaged or cut off ({result})");
        }

        return Orient(decoded, width, height, channels, codec.EncodedOrigin);
    }

    /// <summary>Size of the upright picture, from the file's header alone.</summary>
    /// <exception cref="InputException">The file is missing or not a picture.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        using FileStream stream = Open(path);
        using SKCodec codec = ReadHeader(stream, path);
        return IsTurned(codec.EncodedOrigin) ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
    }

    private static SKCodec ReadHeader(FileStream stream, string path)
    {
        SKCodec codec = SKCodec.Create(stream, out SKCodecResult opened)
            ?? throw new InputException($"{path}: is not a picture that can be read ({(opened == SKCodecResult.Success ? SKCodecResult.Unimplemented : opened)}); expected JPEG, PNG, WebP, BMP or GIF");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > LargestPixelCount)
        {
            codec.Dispose();
            throw new InputException($"{path}: has {width}×{height} pixels; at most {LargestPixelCount} are read");
        }

        return codec;
    }

    /// <summary>Whether rows of the file are columns of the picture.</summary>
    private static bool IsTurned(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    private static FileStream Open(string path)
    {
        if (FileKind.IsSpecial(path))
        {
            throw new InputException($"{path}: is a named pipe, a socket or a device, not a picture file");
        }

        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ReadError.Of(path, e);
        }
    }

    /// <summary>Drops alpha and turns the picture upright. The EXIF orientation gives the places of row 0 and column 0 of the file.</summary>
    private static DecodedImage Orient(byte[] source, int width, int height, int channels, SKEncodedOrigin origin)
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

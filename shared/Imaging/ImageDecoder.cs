using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Pictures;
using SkiaSharp;

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// Reads picture files (JPEG, PNG, WebP, BMP, GIF) for training and inference alike: upright as their EXIF orientation says, on
/// white where they are transparent, the first frame where they move, 16 bits scaled by their range. Colour profiles are ignored,
/// which camera frames do not have. Pictures that lack a part are refused.
/// </summary>
public static class ImageDecoder
{
    private const long LargestFile = 1L << 29; // more than any picture within PictureLimit needs
    private const int DeepSamples = 16;

    /// <summary>Decodes a picture file.</summary>
    /// <exception cref="InputException">The file is missing, damaged, too large, or not a picture.</exception>
    public static DecodedImage Decode(string path)
    {
        using FileStream stream = Open(path);
        return Decode(ReadWhole(stream, path), path);
    }

    /// <summary>Size of the upright picture, from the file's header alone.</summary>
    /// <exception cref="InputException">The file is missing or not a picture.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        using FileStream stream = Open(path);
        using SKCodec codec = Checked(SKCodec.Create(stream, out SKCodecResult opened), opened, path);
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        return UprightPixels.IsTurned(Origin(codec, () => File.OpenRead(path))) ? (height, width) : (width, height);
    }

    /// <summary>Decodes the content of a picture file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="path">Names it in errors.</param>
    /// <exception cref="InputException">It is damaged, has too many pixels, or is not a picture.</exception>
    public static DecodedImage Decode(byte[] file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        file = Whole(file, path);
        using SKCodec codec = Open(file, path);
        SKEncodedOrigin origin = Origin(codec, () => new MemoryStream(file));
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        (int depth, PngColor color) = PngFile.Header(file);
        if (depth == DeepSamples)
        {
            (byte[] deep, int samples, int white) = DeepPng.Decode(file, color, (other, type) => GetPixels(other, type, path));
            return UprightPixels.Of(deep, width, height, samples, origin) with { DeepWhite = white };
        }

        bool gray = codec.Info.ColorType == SKColorType.Gray8;
        byte[] pixels = GetPixels(codec, gray ? SKColorType.Gray8 : SKColorType.Bgra8888, path);
        if (codec.Info.AlphaType != SKAlphaType.Opaque)
        {
            WhiteBackground.Blend(pixels);
        }

        return UprightPixels.Of(pixels, width, height, gray ? 1 : 4, origin);
    }

    /// <summary>The file, mended if it is a JPEG with harmless faults.</summary>
    private static byte[] Whole(byte[] file, string path)
    {
        JpegCheck check = new();
        return check.Judge(file) switch
        {
            JpegVerdict.Torn => throw Damaged(path, check.Reason),
            JpegVerdict.TooLarge => throw new InputException($"{path}: {PictureLimit.Refusal(check.Width, check.Height)}"),
            JpegVerdict.Whole when check.IsMended => check.Mended(file).ToArray(),
            _ => file,
        };
    }

    private static byte[] ReadWhole(FileStream stream, string path)
    {
        if (stream.Length > LargestFile)
        {
            throw new InputException($"{path}: has {stream.Length >> 20} MiB, more than the limit of {LargestFile >> 20} MiB for a picture");
        }

        try
        {
            byte[] file = new byte[stream.Length];
            return file[..stream.ReadAtLeast(file, file.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }
    }

    private static SKCodec Open(byte[] file, string path)
    {
        SKMemoryStream stream = new(file); // the codec owns it
        return Checked(SKCodec.Create(stream, out SKCodecResult opened), opened, path);
    }

    private static SKCodec Checked(SKCodec? codec, SKCodecResult opened, string path)
    {
        if (codec is null)
        {
            throw new InputException($"{path}: is not a picture that can be read ({(opened == SKCodecResult.Success ? SKCodecResult.Unimplemented : opened)}); expected JPEG, PNG, WebP, BMP or GIF");
        }

        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (!PictureLimit.Allows(width, height))
        {
            codec.Dispose();
            throw new InputException($"{path}: {PictureLimit.Refusal(width, height)}");
        }

        return codec;
    }

    /// <summary>The orientation. SkiaSharp does not read that of a PNG.</summary>
    private static SKEncodedOrigin Origin(SKCodec codec, Func<Stream> file)
    {
        if (codec.EncodedFormat != SKEncodedImageFormat.Png || codec.EncodedOrigin != SKEncodedOrigin.TopLeft)
        {
            return codec.EncodedOrigin;
        }

        using Stream stream = file();
        return (SKEncodedOrigin)PngFile.Orientation(stream); // the numbers are those of EXIF
    }

    private static byte[] GetPixels(byte[] file, SKColorType type, string path)
    {
        using SKCodec codec = Open(file, path);
        return GetPixels(codec, type, path);
    }

    private static byte[] GetPixels(SKCodec codec, SKColorType type, string path)
    {
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, type, type == SKColorType.Gray8 ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        byte[] decoded = new byte[info.BytesSize64];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = decoded)
            {
                result = codec.GetPixels(info, (nint)pixels);
            }
        }

        return result == SKCodecResult.Success ? decoded : throw Damaged(path, result.ToString());
    }

    private static InputException Damaged(string path, string reason) => new($"{path}: is damaged or cut off ({reason})");

    private static FileStream Open(string path)
    {
        if (FileStatus.Of(path).IsSpecial)
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
}

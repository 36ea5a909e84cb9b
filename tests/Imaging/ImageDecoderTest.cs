using EdgeResNet.Shared.Imaging;
using SkiaSharp;

namespace EdgeResNet.Tests.Imaging;

public sealed class ImageDecoderTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_colour_picture_becomes_blue_green_red()
    {
        string path = Write("a.png", SKEncodedImageFormat.Png, Quadrants());
        DecodedImage image = ImageDecoder.Decode(path);
        Assert.Equal((4, 2, 12, PixelFormat.Bgr24), (image.Width, image.Height, image.Stride, image.Format));
        Assert.Equal([0, 0, 255], image.Pixels[..3]); // red, top left
        Assert.Equal([0, 255, 0], image.Pixels[9..12]); // green, top right
        Assert.Equal([255, 0, 0], image.Pixels[12..15]); // blue, bottom left
    }

    [Fact]
    public void A_picture_without_colour_stays_grey()
    {
        using SKBitmap bitmap = new(new SKImageInfo(3, 2, SKColorType.Gray8, SKAlphaType.Opaque));
        byte[] pixels = [10, 20, 30, 40, 50, 60];
        for (int y = 0; y < 2; y++)
        {
            System.Runtime.InteropServices.Marshal.Copy(pixels, y * 3, bitmap.GetPixels() + (y * bitmap.RowBytes), 3);
        }

        DecodedImage image = ImageDecoder.Decode(Write("gray.png", SKEncodedImageFormat.Png, bitmap));
        Assert.Equal(PixelFormat.Gray8, image.Format);
        Assert.Equal(pixels, image.Pixels);
    }

    // Positions of the file's four corners, by EXIF 2.3, tag 0x0112.
    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Exif_orientation_is_applied(int orientation, string corners)
    {
        string path = Write("o.jpg", SKEncodedImageFormat.Jpeg, Quadrants(scale: 16));
        File.WriteAllBytes(path, WithOrientation(File.ReadAllBytes(path), orientation));
        DecodedImage image = ImageDecoder.Decode(path);
        Assert.Equal(orientation < 5 ? (64, 32) : (32, 64), (image.Width, image.Height));
        Assert.Equal((image.Width, image.Height), ImageDecoder.ReadSize(path));
        string seen = string.Concat(
            Name(image, 2, 2), Name(image, image.Width - 3, 2), Name(image, 2, image.Height - 3), Name(image, image.Width - 3, image.Height - 3));
        Assert.Equal(corners, seen);
    }

    [Fact]
    public void A_file_that_is_no_picture_is_named_in_one_line()
    {
        string path = Path.Combine(folder, "notes.jpg");
        File.WriteAllText(path, "not a picture");
        InputException error = Assert.Throws<InputException>(() => ImageDecoder.Decode(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(error.Message, Assert.Throws<InputException>(() => ImageDecoder.ReadSize(path)).Message);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        string path = Path.Combine(folder, "empty.png");
        File.WriteAllBytes(path, []);
        Assert.Throws<InputException>(() => ImageDecoder.Decode(path));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void A_truncated_picture_is_refused(SKEncodedImageFormat format)
    {
        string path = Write("cut", format, Quadrants(scale: 40));
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length * 2 / 3)]);
        InputException error = Assert.Throws<InputException>(() => ImageDecoder.Decode(path));
        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
        Assert.Equal((160, 80), ImageDecoder.ReadSize(path)); // its header is whole
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        InputException error = Assert.Throws<InputException>(() => ImageDecoder.Decode("/nowhere/cat.jpg"));
        Assert.Equal("/nowhere/cat.jpg: cannot be read (there is no such file)", error.Message);
    }

    /// <summary>Red, green above blue, white; 4·scale × 2·scale pixels.</summary>
    private static SKBitmap Quadrants(int scale = 1)
    {
        SKBitmap bitmap = new(4 * scale, 2 * scale);
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                bool right = x >= 2 * scale;
                bitmap.SetPixel(x, y, y < scale ? (right ? new SKColor(0, 255, 0) : SKColors.Red) : (right ? SKColors.White : SKColors.Blue));
            }
        }

        return bitmap;
    }

    private static char Name(DecodedImage image, int x, int y)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.AsSpan((y * image.Stride) + (x * 3), 3);
        return (pixel[0] > 128, pixel[1] > 128, pixel[2] > 128) switch
        {
            (false, false, true) => 'R',
            (false, true, false) => 'G',
            (true, false, false) => 'B',
            (true, true, true) => 'W',
            _ => '?',
        };
    }

    /// <summary>Puts an APP1 segment with a big-endian TIFF directory of one entry behind the start-of-image marker.</summary>
    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
            0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    private string Write(string name, SKEncodedImageFormat format, SKBitmap bitmap)
    {
        using (bitmap)
        using (SKData data = bitmap.Encode(format, 95))
        {
            string path = Path.Combine(folder, name);
            File.WriteAllBytes(path, data.ToArray());
            return path;
        }
    }
}

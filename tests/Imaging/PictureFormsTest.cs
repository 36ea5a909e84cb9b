using System.Text;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Pictures;
using SkiaSharp;

namespace EdgeResNet.Tests.Imaging;

/// <summary>Forms of pictures that cameras, scanners and programs write.</summary>
public sealed class PictureFormsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Row 0 of a picture of two pixels, red left of green, by EXIF 2.3, tag 0x0112.
    [Theory]
    [InlineData(1, "RG", 2)]
    [InlineData(2, "GR", 2)]
    [InlineData(3, "GR", 2)]
    [InlineData(4, "RG", 2)]
    [InlineData(5, "RG", 1)]
    [InlineData(6, "RG", 1)]
    [InlineData(7, "GR", 1)]
    [InlineData(8, "GR", 1)]
    public void A_PNG_is_turned_by_its_EXIF_data_wherever_they_stand(int orientation, string pixels, int width)
    {
        byte[] rows = [255, 0, 0, 0, 255, 0];
        byte[] exif = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        byte[] little = [.. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        byte[] text = Encoding.ASCII.GetBytes($"\nexif\n{little.Length,8}\n{Convert.ToHexStringLower(little).Insert(20, "\n")}\n");
        byte[] keyword = [.. "Raw profile type exif\0"u8];
        (string, byte[])[][] places = [[("eXIf", exif)], [("eXIf", little)], [("zTXt", [.. keyword, 0, .. PngBytes.Deflate(text)])], [("tEXt", [.. keyword, .. text])]];
        foreach ((string, byte[])[] chunks in places)
        {
            foreach (bool before in (bool[])[true, false])
            {
                string path = Write("a.png", PngBytes.Write(2, 1, 8, PngBytes.Rgb, rows, before ? chunks : null, before ? null : chunks));
                DecodedImage image = ImageDecoder.Decode(path);
                Assert.Equal((width, 3 - width), (image.Width, image.Height));
                Assert.Equal((width, 3 - width), ImageDecoder.ReadSize(path));
                Assert.Equal(pixels, string.Concat(image.Pixels[2] == 255 ? 'R' : 'G', image.Pixels[5] == 255 ? 'R' : 'G'));
            }
        }
    }

    [Theory]
    [InlineData(new ushort[] { 0, 1000, 2048, 4095 }, new byte[] { 0, 62, 128, 255 }, 4095)]
    [InlineData(new ushort[] { 0, 256, 512, 1023 }, new byte[] { 0, 64, 128, 255 }, 1023)]
    [InlineData(new ushort[] { 0, 7, 200, 255 }, new byte[] { 0, 7, 200, 255 }, 255)]
    [InlineData(new ushort[] { 0, 511, 0x80FF, 65535 }, new byte[] { 0, 2, 128, 255 }, 65535)]
    [InlineData(new ushort[] { 0, 0, 0, 4112 }, new byte[] { 0, 0, 0, 16 }, 65535)]
    public void Sixteen_bits_are_scaled_by_the_range_that_the_file_uses(ushort[] samples, byte[] expected, int white)
    {
        DecodedImage gray = ImageDecoder.Decode(Write("gray.png", PngBytes.Write(2, 2, 16, PngBytes.Gray, PngBytes.Samples(samples))));
        Assert.Equal((PixelFormat.Gray8, white), (gray.Format, gray.DeepWhite));
        Assert.Equal(expected, gray.Pixels);
        DecodedImage withAlpha = ImageDecoder.Decode(Write("alpha.png", PngBytes.Write(2, 2, 16, PngBytes.GrayAlpha, PngBytes.Samples([.. samples.SelectMany(sample => (ushort[])[sample, 65535])]))));
        Assert.Equal((PixelFormat.Gray8, white), (withAlpha.Format, withAlpha.DeepWhite));
        Assert.Equal(expected, withAlpha.Pixels);
        DecodedImage color = ImageDecoder.Decode(Write("rgb.png", PngBytes.Write(2, 2, 16, PngBytes.Rgb, PngBytes.Samples([.. samples.SelectMany(sample => (ushort[])[sample, 0, sample])]))));
        Assert.Equal(PixelFormat.Bgr24, color.Format);
        Assert.Equal(expected.SelectMany(sample => (byte[])[sample, 0, sample]), color.Pixels);
    }

    [Fact]
    public void Transparent_pixels_are_white()
    {
        byte[] palette = [255, 0, 0, 0, 255, 0, 0, 0, 255];
        Assert.Equal([255, 255, 255, 127, 127, 255, 255, 0, 0], Pixels(PngBytes.Write(3, 1, 8, PngBytes.Rgba, [0, 0, 0, 0, 255, 0, 0, 128, 0, 0, 255, 255])));
        Assert.Equal([100, 100, 100, 255, 255, 255, 127, 127, 127], Pixels(PngBytes.Write(3, 1, 8, PngBytes.GrayAlpha, [100, 255, 9, 0, 0, 128])));
        Assert.Equal([255, 255, 255, 127, 255, 127, 255, 0, 0], Pixels(PngBytes.Write(3, 1, 8, PngBytes.Palette, [0, 1, 2], [("PLTE", palette), ("tRNS", [0, 128, 255])])));
        Assert.Equal([255, 255, 255, 100, 100, 100], Pixels(PngBytes.Write(2, 1, 8, PngBytes.Gray, [0, 100], [("tRNS", [0, 0])])));
        Assert.Equal([255, 255, 255, 0, 0, 255], Pixels(PngBytes.Write(2, 1, 16, PngBytes.Rgba, PngBytes.Samples(0, 0, 0, 0, 65535, 0, 0, 65535))));
        Assert.Equal([255, 127], Pixels(PngBytes.Write(2, 1, 16, PngBytes.GrayAlpha, PngBytes.Samples(0, 0, 0, 32896))));
        using SKBitmap bitmap = new(new SKImageInfo(8, 8, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        bitmap.Erase(SKColors.Transparent);
        Assert.All(Pixels(bitmap.Encode(SKEncodedImageFormat.Webp, 100).ToArray()), pixel => Assert.Equal(255, pixel));
    }

    [Fact]
    public void Bits_palettes_and_interlacing_are_read()
    {
        Assert.Equal([255, 0, 255, 0, 255, 0, 255, 0, 255], Pixels(PngBytes.Write(9, 1, 1, PngBytes.Gray, [0b10101010, 0x80])));
        Assert.Equal([0, 255, 0, 0, 0, 255], Pixels(PngBytes.Write(2, 1, 2, PngBytes.Palette, [0b01000000], [("PLTE", [255, 0, 0, 0, 255, 0])])));
    }

    [Fact]
    public void A_bitmap_whose_fourth_byte_is_unused_is_opaque()
    {
        byte[] header = [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 32, 0, .. new byte[24]];
        Assert.Equal([1, 2, 3, 4, 5, 6], Pixels([.. header, 1, 2, 3, 0, 4, 5, 6, 0]));
    }

    [Fact]
    public void A_JPEG_that_lacks_only_its_end_marker_is_read_and_a_torn_one_is_refused()
    {
        byte[] jpeg = SampleJpeg.Encode();
        byte[] whole = Pixels(jpeg);
        Assert.Equal(whole, Pixels(jpeg[..^2]));
        Assert.Equal(whole, Pixels(SampleJpeg.Insert(jpeg, jpeg.Length - 2, 0, 0)));
        foreach (byte[] torn in (byte[][])[SampleJpeg.Cut(jpeg), jpeg[..^60], SampleJpeg.WithoutMiddle(jpeg)])
        {
            InputException refused = Assert.Throws<InputException>(() => Pixels(torn));
            Assert.Contains("is damaged or cut off (", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pictures_above_the_limit_are_refused_by_their_headers()
    {
        byte[][] bombs =
        [
            SampleJpeg.Resized(SampleJpeg.Encode(), 30000, 30000),
            PngBytes.Write(30000, 30000, 8, PngBytes.Gray, new byte[30000]),
            PngBytes.Write(30000, 30000, 16, PngBytes.Gray, new byte[30000]),
            [.. "GIF89a"u8, 0x30, 0x75, 0x30, 0x75, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 0x30, 0x75, 0x30, 0x75, 0, 2, 2, 0x4C, 1, 0, 0x3B],
            [.. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 0x30, 0x75, 0, 0, 0x30, 0x75, 0, 0, 1, 0, 24, 0, .. new byte[32]],
        ];
        foreach (byte[] bomb in bombs)
        {
            string path = Write("bomb", bomb);
            string expected = $"{path}: has 30000×30000 pixels, more than the limit of 50 megapixels; make it smaller, or set EDGERESNET_MEGAPIXELS";
            Assert.Equal(expected, Assert.Throws<InputException>(() => ImageDecoder.Decode(path)).Message);
            Assert.Equal(expected, Assert.Throws<InputException>(() => ImageDecoder.ReadSize(path)).Message);
        }
    }

    private byte[] Pixels(byte[] file) => ImageDecoder.Decode(Write("picture", file)).Pixels;

    private string Write(string name, byte[] file)
    {
        File.WriteAllBytes(folder[name], file);
        return folder[name];
    }
}

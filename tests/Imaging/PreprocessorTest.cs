using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.Tests.Imaging;

public class PreprocessorTest
{
    /// <summary>Sizes that shrink, grow, do both at once, stay, and cross the vector width; both crops.</summary>
    public static TheoryData<int, int, int, int, string> Geometries => new()
    {
        { 640, 480, 28, 28, "center" },
        { 480, 641, 28, 28, "center" },
        { 97, 61, 28, 28, "none" },
        { 33, 200, 32, 20, "none" },
        { 28, 28, 28, 28, "center" },
        { 29, 27, 28, 28, "none" },
        { 7, 5, 28, 28, "center" },
        { 1, 1, 4, 3, "none" },
        { 3, 50, 16, 16, "none" },
        { 50, 3, 16, 16, "none" },
        { 257, 130, 224, 112, "center" },
        { 31, 1000, 8, 8, "center" },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Every_format_matches_the_definition_to_half_a_grey_level(int width, int height, int toWidth, int toHeight, string crop)
    {
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            foreach (string color in (string[])["gray", "rgb"])
            {
                InputSpec spec = Spec(color, toWidth, toHeight, crop);
                (byte[] pixels, int stride) = Noise(width, height, format, padding: 5);
                ImageView image = new(pixels, width, height, stride, format);
                byte[] actual = new byte[spec.Bytes];
                Preprocessor preprocessor = new(spec);
                preprocessor.Run(image, actual);
                AssertFollowsDefinition(image, NaiveResampling.Stretched(preprocessor.SourceRectangle(width, height), spec), spec, actual);
            }
        }
    }

    [Fact]
    public void Only_the_region_is_read_clipped_to_the_picture()
    {
        InputSpec spec = Spec("rgb", 20, 20, "center");
        (byte[] pixels, int stride) = Noise(120, 90, PixelFormat.Bgr24, padding: 0);
        ImageView image = new(pixels, 120, 90, stride, PixelFormat.Bgr24);
        Preprocessor preprocessor = new(spec);
        byte[] actual = new byte[spec.Bytes];

        preprocessor.Run(image, actual, new PixelRect(10, 20, 60, 40));
        AssertFollowsDefinition(image, NaiveResampling.Stretched(new PixelRect(20, 20, 40, 40), spec), spec, actual);

        preprocessor.Run(image, actual, new PixelRect(-30, 50, 80, int.MaxValue));
        AssertFollowsDefinition(image, NaiveResampling.Stretched(new PixelRect(5, 50, 40, 40), spec), spec, actual);
    }

    [Theory]
    [InlineData(0, 0, 0, 10)]
    [InlineData(64, 0, 10, 10)]
    [InlineData(0, -10, 10, 10)]
    [InlineData(5, 5, -3, 10)]
    public void A_region_outside_the_picture_is_refused(int x, int y, int width, int height)
    {
        InputSpec spec = Spec("gray", 8, 8, "none");
        Preprocessor preprocessor = new(spec);
        InputException error = Assert.Throws<InputException>(() => preprocessor.Run(new ImageView(new byte[64 * 48], 64, 48, 64, PixelFormat.Gray8), new byte[64], new PixelRect(x, y, width, height)));
        Assert.Contains("64×48", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_centre_crop_keeps_the_aspect_ratio_of_the_input()
    {
        Assert.Equal(new PixelRect(80, 0, 480, 480), new Preprocessor(Spec("gray", 28, 28, "center")).SourceRectangle(640, 480));
        Assert.Equal(new PixelRect(0, 60, 640, 360), new Preprocessor(Spec("gray", 64, 36, "center")).SourceRectangle(640, 480));
        Assert.Equal(new PixelRect(0, 0, 640, 480), new Preprocessor(Spec("gray", 28, 28, "none")).SourceRectangle(640, 480));
        Assert.Equal(new PixelRect(0, 0, 1, 1), new Preprocessor(Spec("gray", 4000, 1, "center")).SourceRectangle(1, 1));
    }

    [Fact]
    public void A_picture_of_the_right_size_and_format_is_copied()
    {
        InputSpec spec = Spec("gray", 28, 28, "center");
        (byte[] pixels, int stride) = Noise(28, 28, PixelFormat.Gray8, padding: 9);
        byte[] actual = new byte[spec.Bytes];
        new Preprocessor(spec).Run(new ImageView(pixels, 28, 28, stride, PixelFormat.Gray8), actual);
        for (int y = 0; y < 28; y++)
        {
            Assert.Equal(pixels.AsSpan(y * stride, 28), actual.AsSpan(y * 28, 28));
        }
    }

    [Theory]
    [InlineData(640, 480, 28, 28)]
    [InlineData(640, 480, 224, 224)]
    [InlineData(1279, 719, 64, 48)]
    [InlineData(61, 47, 28, 28)]
    [InlineData(56, 56, 28, 28)]
    public void Shrinking_agrees_with_OpenCVs_area_interpolation_to_one_grey_level(int width, int height, int toWidth, int toHeight) =>
        AssertAgreesWithOpenCv(width, height, toWidth, toHeight, InterpolationFlags.Area);

    [Theory]
    [InlineData(20, 15, 28, 28)]
    [InlineData(28, 28, 224, 224)]
    [InlineData(13, 99, 101, 100)]
    public void Growing_agrees_with_OpenCVs_linear_interpolation_to_one_grey_level(int width, int height, int toWidth, int toHeight) =>
        AssertAgreesWithOpenCv(width, height, toWidth, toHeight, InterpolationFlags.Linear);

    [Theory]
    [InlineData("center", "area", 1)]
    [InlineData("center", "bilinear", 1.15)]
    [InlineData("none", "bilinear", 1)]
    [InlineData("pad", "area", 1)]
    public void A_repeated_geometry_allocates_nothing(string crop, string resize, double margin)
    {
        InputSpec spec = Spec("rgb", 48, 48, crop) with { Resize = resize, Margin = margin };
        (byte[] pixels, int stride) = Noise(320, 240, PixelFormat.Bgr24, padding: 0);
        byte[] destination = new byte[spec.Bytes];
        Preprocessor preprocessor = new(spec);
        preprocessor.Run(new ImageView(pixels, 320, 240, stride, PixelFormat.Bgr24), destination);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => preprocessor.Run(new ImageView(pixels, 320, 240, stride, PixelFormat.Bgr24), destination)));
    }

    [Fact]
    public void Too_small_buffers_are_refused()
    {
        InputSpec spec = Spec("gray", 8, 8, "none");
        Preprocessor preprocessor = new(spec);
        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessor.Run(new ImageView(new byte[100], 10, 10, 10, PixelFormat.Gray8), new byte[63]));
        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessor.Run(new ImageView(new byte[99], 10, 10, 10, PixelFormat.Gray8), new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessor.Run(new ImageView(new byte[100], 10, 10, 9, PixelFormat.Gray8), new byte[64]));
    }

    internal static InputSpec Spec(string color, int width, int height, string crop) => new()
    {
        Color = color,
        Width = width,
        Height = height,
        Crop = crop,
        Mean = color == "gray" ? [0.5] : [0.5, 0.5, 0.5],
        Std = color == "gray" ? [0.25] : [0.25, 0.25, 0.25],
    };

    internal static (byte[] Pixels, int Stride) Noise(int width, int height, PixelFormat format, int padding)
    {
        int stride = (width * (format == PixelFormat.Gray8 ? 1 : format == PixelFormat.Bgra32 ? 4 : 3)) + padding;
        byte[] pixels = new byte[(stride * height) - padding]; // the last row ends where its pixels end
        new Random(width + height).NextBytes(pixels);
        return (pixels, stride);
    }

    internal static void AssertFollowsDefinition(ImageView image, NaiveFrame frame, InputSpec spec, byte[] actual)
    {
        for (int i = 0; i < spec.Bytes; i++)
        {
            (int pixel, int channel) = (i / spec.Channels, i % spec.Channels);
            double expected = NaiveResampling.Value(image, frame, spec, pixel % spec.Width, pixel / spec.Width, channel);
            Assert.True(Math.Abs(actual[i] - expected) < 0.501, $"{image.Format} → {spec.Color}, byte {i}: {actual[i]}, expected {expected:F4}");
        }
    }

    private static void AssertAgreesWithOpenCv(int width, int height, int toWidth, int toHeight, InterpolationFlags interpolation)
    {
        (byte[] pixels, int stride) = Noise(width, height, PixelFormat.Bgr24, padding: 0);
        using Mat picture = Mat.FromPixelData(height, width, MatType.CV_8UC3, pixels);
        using Mat resized = picture.Resize(new Size(toWidth, toHeight), interpolation: interpolation);
        using Mat gray = resized.CvtColor(ColorConversionCodes.BGR2GRAY);
        using Mat rgb = resized.CvtColor(ColorConversionCodes.BGR2RGB);
        foreach ((string color, Mat expected) in ((string, Mat)[])[("gray", gray), ("rgb", rgb)])
        {
            InputSpec spec = Spec(color, toWidth, toHeight, "none");
            byte[] actual = new byte[spec.Bytes];
            new Preprocessor(spec).Run(new ImageView(pixels, width, height, stride, PixelFormat.Bgr24), actual);
            using Mat ours = Mat.FromPixelData(toHeight, toWidth, expected.Type(), actual);
            Assert.InRange(Cv2.Norm(ours, expected, NormTypes.INF), 0, 1);
        }
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Imaging;

/// <summary>The resampling and framing of pretrained weights, against their definition.</summary>
public class FramingTest
{
    private const double Margin = 256.0 / 224;

    /// <summary>Shrinking, growing, both at once, extreme shapes, one pixel, no change.</summary>
    public static TheoryData<int, int> Sizes => new() { { 97, 61 }, { 61, 140 }, { 30, 29 }, { 7, 5 }, { 1, 1 }, { 1, 9 }, { 150, 4 }, { 32, 32 }, { 28, 28 }, { 37, 200 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_margin_is_cropped_like_torchvisions(int width, int height)
    {
        foreach (string resize in (string[])["area", "bilinear"])
        {
            Check(width, height, Spec(28, 28, "center") with { Resize = resize, Margin = Margin }, spec => NaiveResampling.Cut(width, height, spec, shorter: 32));
            Check(width, height, Spec(21, 21, "center") with { Resize = resize, Margin = 24.0 / 21 }, spec => NaiveResampling.Cut(width, height, spec, shorter: 24));
        }

        Check(width, height, Spec(28, 28, "center") with { Resize = "bilinear" }, spec => NaiveResampling.Cut(width, height, spec, shorter: 28));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_padded_picture_is_whole_inside_the_mean_colour(int width, int height)
    {
        foreach (string resize in (string[])["area", "bilinear"])
        {
            Check(width, height, Spec(28, 28, "pad") with { Resize = resize }, spec => NaiveResampling.Padded(width, height, spec));
            Check(width, height, Spec(40, 18, "pad") with { Resize = resize }, spec => NaiveResampling.Padded(width, height, spec));
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_stretched_picture_is_shrunk_with_a_triangle_filter(int width, int height) =>
        Check(width, height, Spec(28, 19, "none") with { Resize = "bilinear" }, spec => NaiveResampling.Stretched(new PixelRect(0, 0, width, height), spec));

    [Fact]
    public void A_region_is_framed_like_a_whole_picture()
    {
        (byte[] pixels, int stride) = PreprocessorTest.Noise(90, 70, PixelFormat.Rgb24, padding: 0);
        byte[] cut = [.. Enumerable.Range(0, 40).SelectMany(y => pixels[(((y + 20) * stride) + 30)..(((y + 20) * stride) + 30 + 150)])];
        foreach (InputSpec spec in (InputSpec[])[Spec(28, 28, "pad"), Spec(28, 28, "center") with { Resize = "bilinear", Margin = Margin }])
        {
            (byte[] expected, byte[] actual) = (new byte[spec.Bytes], new byte[spec.Bytes]);
            Preprocessor preprocessor = new(spec);
            preprocessor.Run(new ImageView(cut, 50, 40, 150, PixelFormat.Rgb24), expected);
            preprocessor.Run(new ImageView(pixels, 90, 70, stride, PixelFormat.Rgb24), actual, new PixelRect(10, 20, 50, 40));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void A_picture_already_of_the_resized_size_is_copied()
    {
        (byte[] pixels, int stride) = PreprocessorTest.Noise(40, 32, PixelFormat.Rgb24, padding: 5);
        InputSpec spec = Spec(28, 28, "center") with { Resize = "bilinear", Margin = Margin };
        byte[] actual = new byte[spec.Bytes];
        new Preprocessor(spec).Run(new ImageView(pixels, 40, 32, stride, PixelFormat.Rgb24), actual);
        for (int y = 0; y < 28; y++)
        {
            Assert.Equal(pixels.AsSpan(((y + 2) * stride) + (6 * 3), 28 * 3), actual.AsSpan(y * 28 * 3, 28 * 3));
        }
    }

    [Fact]
    public void The_padding_is_about_zero_after_normalisation()
    {
        InputSpec spec = Spec(10, 10, "pad") with { Mean = [0.485, 0.456, 0.406] };
        byte[] actual = new byte[spec.Bytes];
        new Preprocessor(spec).Run(new ImageView(new byte[300], 20, 5, 60, PixelFormat.Rgb24), actual);
        Assert.Equal([124, 116, 104], actual[..3]);
        Assert.Equal([124, 116, 104], actual[^3..]);
        Assert.Equal([0, 0, 0], actual[150..153]); // in the picture

        InputSpec odd = Spec(10, 10, "pad") with { Mean = [-1, 0.5, 2] };
        new Preprocessor(odd).Run(new ImageView(new byte[300], 20, 5, 60, PixelFormat.Rgb24), actual);
        Assert.Equal([0, 128, 255], actual[..3]);
    }

    [Theory]
    [InlineData("pad", 1, 640, 480, 0, 0, 640, 480)]
    [InlineData("none", 1, 640, 480, 0, 0, 640, 480)]
    [InlineData("center", 256.0 / 224, 640, 480, 109, 30, 420, 420)] // 341×256, cut at 58 and 16: torchvision rounds 58.5 to even
    [InlineData("center", 1, 640, 480, 79, 0, 482, 480)] // 298×224, cut at 37
    [InlineData("center", 1, 1, 1, 0, 0, 1, 1)]
    [InlineData("center", 2, 1, 3, 0, 1, 1, 1)]
    public void The_seen_rectangle_excludes_the_cropped_part(string crop, double margin, int width, int height, int x, int y, int w, int h) =>
        Assert.Equal(new PixelRect(x, y, w, h), new Preprocessor(Spec(224, 224, crop) with { Resize = "bilinear", Margin = margin }).SourceRectangle(width, height));

    [Fact]
    public void A_rectangular_input_keeps_its_shape_inside_the_margin()
    {
        Preprocessor preprocessor = new(Spec(320, 160, "center") with { Margin = 1.25 });
        Assert.Equal(new PixelRect(40, 60, 320, 160), preprocessor.SourceRectangle(400, 280)); // covers 400×200, of which the middle 320×160 is kept
        Assert.Equal(new PixelRect(340, 20, 320, 160), preprocessor.SourceRectangle(1000, 200));
    }

    private static InputSpec Spec(int width, int height, string crop) => PreprocessorTest.Spec("rgb", width, height, crop) with { Mean = [0.485, 0.456, 0.406] };

    private static void Check(int width, int height, InputSpec spec, Func<InputSpec, NaiveFrame> frame)
    {
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            foreach (InputSpec colored in (InputSpec[])[spec, spec with { Color = "gray", Mean = [0.286], Std = [0.353] }])
            {
                colored.Validate("card.json");
                (byte[] pixels, int stride) = PreprocessorTest.Noise(width, height, format, padding: 5);
                ImageView image = new(pixels, width, height, stride, format);
                byte[] actual = new byte[colored.Bytes];
                new Preprocessor(colored).Run(image, actual);
                PreprocessorTest.AssertFollowsDefinition(image, frame(colored), colored, actual);
            }
        }
    }
}

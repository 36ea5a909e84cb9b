using EdgeResNet.EdgeApp.Overlay;
using OpenCvSharp;
using SkiaSharp;

namespace EdgeResNet.Tests.Overlay;

/// <summary>Lines and bars, pixel by pixel.</summary>
public class HudShapesTest
{
    [Theory]
    [InlineData(640, 480)]
    [InlineData(1280, 720)]
    [InlineData(1920, 1080)]
    public void The_age_historys_line_width_scales_with_the_picture(int width, int height)
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker();
        using Mat picture = HudStates.Grey(width, height);
        for (int i = 0; i < 100; i++)
        {
            state.Now.Seconds = i / 10.0;
            picture.SetTo(new Scalar(90, 90, 90, 255));
            renderer.Draw(picture, state);
        }

        float scale = Math.Min(width / 640f, height / 480f);
        float left = (width / scale) - 12 - 184 + 14;
        using Mat column = new(picture, new Rect((int)((left + 45) * scale), (int)(72 * scale), 1, (int)(26 * scale)));
        using Mat green = column.ExtractChannel(1);
        Cv2.MinMaxLoc(green, out double ground, out double _);
        double wide = (Cv2.Sum(green).Val0 - (ground * green.Rows)) / (HudColors.AccentTo.Green - ground); // antialiased pixels count in part
        Assert.InRange(wide, (1.4 * scale) - 0.6, (1.4 * scale) + 0.3); // hairlines overlap where the line lies between two pixels
    }

    [Fact]
    public void A_full_bar_shows_the_whole_gradient()
    {
        using HudRenderer renderer = new();
        using Mat picture = HudStates.Grey();
        HudStates.Settle(renderer, picture, HudStates.Sneaker(1));
        Vec4b first = picture.At<Vec4b>(393, 402);
        Vec4b last = picture.At<Vec4b>(393, 562);
        Assert.InRange(Distance(first, HudColors.AccentFrom), 0, 12);
        Assert.InRange(Distance(last, HudColors.AccentTo), 0, 12);

        static int Distance(Vec4b pixel, SKColor color) =>
            Math.Max(Math.Abs(pixel.Item0 - color.Blue), Math.Max(Math.Abs(pixel.Item1 - color.Green), Math.Abs(pixel.Item2 - color.Red)));
    }

    [Fact]
    public void The_networks_view_has_marked_corners_without_double_painting()
    {
        using HudRenderer renderer = new();
        using Mat picture = HudStates.Grey();
        HudStates.Settle(renderer, picture, HudStates.Sneaker()); // 480×480 in the middle
        (int X, int Y)[] marked = [(91, 2), (82, 8), (82, 2), (549, 2), (557, 8), (91, 477), (82, 473), (549, 477), (557, 473)];
        byte bright = picture.At<Vec4b>(2, 91).Item0;
        Assert.InRange(bright, 200, 254);
        Assert.All(marked, place => Assert.Equal(bright, picture.At<Vec4b>(place.Y, place.X).Item0));
        Assert.All([(70, 2), (110, 2), (300, 2)], ((int X, int Y) place) => Assert.Equal(90, picture.At<Vec4b>(place.Y, place.X).Item0));
    }
}

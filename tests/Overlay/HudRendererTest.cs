using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

public class HudRendererTest
{
    private static readonly Rect label = new(24, 400, 230, 48);
    private static readonly Rect firstBar = new(390, 385, 190, 15);

    [Fact]
    public void The_best_bar_grows_with_every_picture_until_it_shows_its_score()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker(0.9f);
        int before = -1;
        for (int i = 0; i < 60; i++)
        {
            state.Seconds = i / 30.0;
            using Mat picture = HudStates.Grey();
            renderer.Draw(picture, state);
            int end = EndOfBar(picture, firstBar);
            Assert.True(end >= before, $"picture {i}: the bar ends at {end} after {before}");
            before = end;
        }

        Assert.InRange(before, 150, 170); // 0.9 of 174 pixels, which begin 5 pixels into the area
    }

    [Fact]
    public void A_thousand_pictures_allocate_nothing_on_the_managed_heap()
    {
        using HudRenderer renderer = new();
        using Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < 200; i++)
        {
            Next(i);
        }

        int next = 200;
        Assert.Equal(0, Allocation.OfThousandCalls(_ => Next(next++)));

        void Next(int i)
        {
            state.Seconds = i / 60.0;
            state.Processed = i;
            state.AgeMs = 9 + (i % 7);
            bool sneaker = i / 20 % 2 == 0; // the label changes as well
            state.Label = sneaker ? "Sneaker" : "Ankle boot";
            state.Top[0] = sneaker ? new HudEntry(7, "Sneaker", 0.8f) : new HudEntry(9, "Ankle boot", 0.6f);
            state.Top[1] = sneaker ? new HudEntry(9, "Ankle boot", 0.15f) : new HudEntry(7, "Sneaker", 0.3f);
            renderer.Draw(picture, state);
        }
    }

    [Theory]
    [InlineData("Ankle boot")]
    [InlineData("Größe Señor Łódź")]
    [InlineData("Кроссовки")]
    [InlineData("Παπούτσι")]
    [InlineData("运动鞋")]
    [InlineData("スニーカー")]
    [InlineData("حذاء رياضي")]
    [InlineData("रनिंग शूज़")]
    public void A_label_is_drawn_in_its_own_script(string text)
    {
        SkipWithoutFont(text);
        using HudRenderer renderer = new();
        using Mat with = Draw(renderer, text);
        using Mat boxes = Draw(renderer, new string('\uF8F0', 4)); // no font has it: the boxes of missing glyphs
        using Mat without = Draw(renderer, " ");
        Assert.True(HudStates.Difference(with, without, label) > 300, "the label left no pixels");
        Assert.True(HudStates.Difference(with, boxes, label) > 300, "the label is drawn as missing glyphs");
    }

    [Theory]
    [InlineData(160, 120)]
    [InlineData(321, 243)]
    [InlineData(480, 640)]
    [InlineData(1280, 720)]
    [InlineData(1920, 1080)]
    public void Every_size_of_picture_gets_a_label(int width, int height)
    {
        using HudRenderer renderer = new();
        using Mat with = HudStates.Grey(width, height);
        using Mat without = HudStates.Grey(width, height);
        HudState state = HudStates.Sneaker();
        Settle(renderer, with, state);
        state.Label = " ";
        Settle(renderer, without, state);
        Rect lower = new(0, height / 4, width, height - (height / 4));
        Assert.True(HudStates.Difference(with, without, lower) > 200);
    }

    [Fact]
    public void A_lost_source_is_written_across_a_dimmed_picture()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker();
        state.Banner = "source lost: camera:0";
        state.State = ResultState.Lost;
        using Mat picture = HudStates.Grey();
        Settle(renderer, picture, state);
        Vec4b between = picture.At<Vec4b>(300, 60); // no panel is here
        Assert.InRange(between.Item0, 30, 70);
        Assert.Equal(255, between.Item3);
        using Mat middle = new(picture, new Rect(200, 220, 240, 40));
        using Mat white = new();
        Cv2.InRange(middle, new Scalar(200, 200, 200, 0), new Scalar(255, 255, 255, 255), white);
        Assert.True(white.CountNonZero() > 200, "the message is not there");
    }

    [Fact]
    public void Only_BGRA_is_drawn_on()
    {
        using HudRenderer renderer = new();
        using Mat grey = new(480, 640, MatType.CV_8UC1);
        Assert.Throws<ArgumentException>(() => renderer.Draw(grey, HudStates.Sneaker()));
    }

    private static Mat Draw(HudRenderer renderer, string text)
    {
        Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        state.Label = text;
        Settle(renderer, picture, state);
        return picture;
    }

    private static void Settle(HudRenderer renderer, Mat picture, HudState state)
    {
        using Mat clean = picture.Clone();
        renderer.Draw(picture, state);
        for (int i = 0; i < 3; i++)
        {
            state.Seconds += 2;
            clean.CopyTo(picture);
            renderer.Draw(picture, state);
        }
    }

    // The last column in which something is clearly bluer than it is red; 0 where there is none.
    private static int EndOfBar(Mat picture, Rect area)
    {
        for (int x = area.Right - 1; x >= area.Left; x--)
        {
            for (int y = area.Top; y < area.Bottom; y++)
            {
                Vec4b pixel = picture.At<Vec4b>(y, x);
                if (pixel.Item0 - pixel.Item2 > 60)
                {
                    return x - area.Left;
                }
            }
        }

        return 0;
    }

    private static void SkipWithoutFont(string text)
    {
        using HudFace embedded = HudFace.FromResource("Fonts/Inter-Medium.otf");
        using SystemFonts installed = new();
        foreach (char c in text)
        {
            Assert.SkipWhen(!embedded.Covers(c) && installed.Find(c) is null, $"no installed font has '{c}' (apt-get install fonts-noto-core fonts-noto-cjk)");
        }
    }
}

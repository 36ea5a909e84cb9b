using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Contract;
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
            state.Now.Seconds = i / 30.0;
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
        AnsweringModel[] models = [.. UnknownMeasure.Names.Select(HudStates.ModelBy)];
        using HudRenderer renderer = new();
        Mat[] pictures = [HudStates.Grey(), HudStates.Grey(), HudStates.Grey()]; // they go round
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < 200; i++)
        {
            Next(i);
        }

        int next = 200;
        Assert.Equal(0, Allocation.OfThousandCalls(_ => Next(next++)));
        Array.ForEach(pictures, picture => picture.Dispose());

        void Next(int i)
        {
            state.Now.Seconds = i / 60.0;
            state.Now.Processed = i;
            state.Now.AgeMs = 9 + (i % 7);
            bool sneaker = i / 20 % 2 == 0; // the label changes as well
            state.Now.Label = sneaker ? "Sneaker" : "Ankle boot";
            state.Now.Model = models[i / 40 % 4];
            state.Now.UnknownBelow = 3.3;
            state.Now.State = i / 30 % 3 == 0 ? ResultState.Unknown : ResultState.Stable;
            state.Now.Known = i % 50 == 0 ? float.NaN : 2 + (i % 5);
            state.Now.Warning = i / 60 % 2 == 0 ? "record: disk full" : null;
            state.Now.Top[0] = sneaker ? new HudEntry(7, "Sneaker", 0.8f) : new HudEntry(9, "Ankle boot", 0.6f);
            state.Now.Top[1] = sneaker ? new HudEntry(9, "Ankle boot", 0.15f) : new HudEntry(7, "Sneaker", 0.3f);
            renderer.Draw(pictures[i % pictures.Length], state);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // by another thread, after pictures with other labels
    public void A_prepared_label_allocates_nothing_on_first_use(bool later)
    {
        string[] labels = [.. Enumerable.Range(0, 12).Select(i => $"Class number {i}")];
        using HudRenderer renderer = new();
        using Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        if (later)
        {
            renderer.Prepare(["Sneaker", "Sandal"]);
            renderer.Draw(picture, state);
        }

        Thread preparing = new(() => renderer.Prepare(labels));
        preparing.Start();
        preparing.Join();
        List<long> costs = [];
        for (int i = 0; i < 40 * labels.Length; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            state.Now.Seconds = i / 60.0;
            state.Now.Label = state.Now.Truth = labels[i / 40];
            state.Now.Top[0] = new HudEntry(20 + (i / 40), state.Now.Label, 0.8f);
            renderer.Draw(picture, state);
            if (i % 40 == 0 && i > 0)
            {
                costs.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }

        Assert.True(costs.Count(cost => cost > 0) < 3, string.Join(' ', costs)); // once in a while the runtime itself does
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
        HudStates.Settle(renderer, with, state);
        state.Now.Label = " ";
        HudStates.Settle(renderer, without, state);
        Rect lower = new(0, height / 4, width, height - (height / 4));
        Assert.True(HudStates.Difference(with, without, lower) > 200);
    }

    [Fact]
    public void Reused_pictures_may_change_size_and_back()
    {
        using HudRenderer renderer = new();
        using Mat first = new();
        using Mat second = new();
        foreach ((int width, int height) in ((int, int)[])[(640, 480), (1280, 720), (640, 480), (320, 240), (640, 480)])
        {
            using Mat without = HudStates.Grey(width, height);
            foreach (Mat picture in (Mat[])[first, second, first])
            {
                without.CopyTo(picture); // makes room where the size is another
                renderer.Draw(picture, HudStates.Sneaker());
                Assert.True(HudStates.Difference(picture, without, new Rect(0, 0, width, height)) > 2000, $"nothing is drawn at {width}×{height}");
            }
        }
    }

    [Fact]
    public void A_lost_source_dims_the_picture_with_a_notice()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker();
        state.Now.Banner = "source lost: camera:0";
        state.Now.State = ResultState.Lost;
        using Mat picture = HudStates.Grey();
        HudStates.Settle(renderer, picture, state);
        Vec4b between = picture.At<Vec4b>(300, 60); // no panel is here
        Assert.InRange(between.Item0, 30, 70);
        Assert.Equal(255, between.Item3);
        using Mat middle = new(picture, new Rect(200, 220, 240, 40));
        using Mat white = new();
        Cv2.InRange(middle, new Scalar(200, 200, 200, 0), new Scalar(255, 255, 255, 255), white);
        Assert.True(white.CountNonZero() > 200, "the message is not there");
    }

    [Fact]
    public void Unknown_has_its_own_colour_and_no_large_class_name()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker();
        state.Now.State = ResultState.Unknown;
        state.Now.Known = 2;
        using Mat picture = HudStates.Grey();
        HudStates.Settle(renderer, picture, state);
        using Mat largest = new(picture, label);
        Assert.True(Count(largest, HudColors.Neutral) > 300, "'unknown' is not there");
        Assert.Equal(0, Count(largest, HudColors.Text));
        state.Now.Label = "Ankle boot"; // the last known label must not show
        using Mat another = HudStates.Grey();
        HudStates.Settle(renderer, another, state);
        Assert.Equal(0, HudStates.Difference(picture, another, label));
    }

    [Fact]
    public void The_energy_is_shown_beside_the_threshold_and_NaN_is_named()
    {
        Rect figures = new(24, 448, 230, 22);
        using Mat known = Figures(7.3f, 3.3, ResultState.Stable);
        using Mat strange = Figures(2, 3.3, ResultState.Unknown);
        using Mat none = Figures(7.3f, 0, ResultState.Stable);
        using Mat broken = Figures(float.NaN, 3.3, ResultState.Unknown);
        Assert.True(HudStates.Difference(known, strange, figures) > 50);
        Assert.True(HudStates.Difference(known, none, figures) > 50);
        using Mat text = new(broken, figures);
        Assert.True(Count(text, HudColors.Bad) > 50, "nothing says that the output is not a number");

        static Mat Figures(float energy, double threshold, ResultState state) =>
            HudStates.Drawn(hud => (hud.Now.Known, hud.Now.UnknownBelow, hud.Now.State) = (energy, threshold, state));
    }

    [Theory]
    [InlineData(nameof(ResultState.Unknown), 0.6f, false)]
    [InlineData(nameof(ResultState.Unknown), 0.7f, true)]
    [InlineData(nameof(ResultState.Changing), 0.6f, true)]
    [InlineData(nameof(ResultState.Changing), 0.7f, false)]
    [InlineData(nameof(ResultState.Stable), 0.7f, false)]
    [InlineData(nameof(ResultState.Lost), 0.6f, false)]
    public void A_state_that_contradicts_the_figures_is_shown_as_settling(string state, float known, bool settling)
    {
        Rect figures = new(24, 448, 230, 22);
        foreach (string measure in UnknownMeasure.Names)
        {
            using Mat picture = HudStates.Drawn(hud => (hud.Now.Model, hud.Now.Known, hud.Now.UnknownBelow, hud.Now.State) = (HudStates.ModelBy(measure), known, 0.65, Enum.Parse<ResultState>(state)));
            using Mat text = new(picture, figures);
            Assert.Equal(settling, Count(text, HudColors.Caution) > 20);
        }
    }

    [Fact]
    public void Each_measure_has_its_own_name_and_shares_have_three_digits()
    {
        Rect figures = new(24, 448, 230, 22);
        using Mat energy = Drawn(UnknownMeasure.Energy, 0.7101f);
        using Mat score = Drawn(UnknownMeasure.MaxSoftmax, 0.7101f);
        using Mat cosine = Drawn(UnknownMeasure.NearestMean, 0.7101f);
        using Mat nearest = Drawn(UnknownMeasure.NearestPicture, 0.7101f);
        using Mat more = Drawn(UnknownMeasure.NearestMean, 0.7121f);
        using Mat moreEnergy = Drawn(UnknownMeasure.Energy, 0.7121f);
        Assert.True(HudStates.Difference(energy, score, figures) > 50);
        Assert.True(HudStates.Difference(score, cosine, figures) > 50);
        Assert.Equal(0, HudStates.Difference(cosine, nearest, figures));
        Assert.True(HudStates.Difference(cosine, more, figures) > 5);
        Assert.Equal(0, HudStates.Difference(energy, moreEnergy, figures));

        static Mat Drawn(string measure, float known) => HudStates.Drawn(hud => (hud.Now.Model, hud.Now.Known, hud.Now.UnknownBelow) = (HudStates.ModelBy(measure), known, 0.65));
    }

    [Fact]
    public void The_age_is_the_results_or_a_lost_sources_pictures()
    {
        Rect age = new(560, 70, 56, 20);
        using Mat early = Drawn(ResultState.Stable, pictureAgeMs: 11);
        using Mat late = Drawn(ResultState.Stable, pictureAgeMs: 888);
        using Mat lost = Drawn(ResultState.Lost, pictureAgeMs: 11);
        using Mat lostLong = Drawn(ResultState.Lost, pictureAgeMs: 888);
        Assert.Equal(0, HudStates.Difference(early, late, age));
        Assert.True(HudStates.Difference(lost, lostLong, age) > 20);

        static Mat Drawn(ResultState state, double pictureAgeMs) => HudStates.Drawn(hud => (hud.Now.State, hud.Now.PictureAgeMs) = (state, pictureAgeMs));
    }

    [Theory]
    [InlineData(72_000)]
    [InlineData(3_600_000)]
    public void A_long_loss_stays_within_its_panel(double pictureAgeMs)
    {
        using Mat brief = Drawn(11);
        using Mat lasting = Drawn(pictureAgeMs);
        Assert.Equal(0, HudStates.Difference(brief, lasting, new Rect(420, 60, 28, 60)));
        Assert.True(HudStates.Difference(brief, lasting, new Rect(560, 70, 56, 20)) > 20);

        static Mat Drawn(double pictureAgeMs) => HudStates.Drawn(hud => (hud.Now.State, hud.Now.PictureAgeMs) = (ResultState.Lost, pictureAgeMs));
    }

    [Theory]
    [InlineData("two lines of words that are long, gypsy quay")]
    [InlineData("سترة صوفية محبوكة يدويا من الصوف الخالص")]
    public void A_label_of_two_lines_ends_above_the_figures(string label)
    {
        using Mat picture = HudStates.Drawn(hud => hud.Now.Label = label);
        using Mat between = new(picture, new Rect(30, 444, 180, 1));
        using Mat grey = between.CvtColor(ColorConversionCodes.BGRA2GRAY);
        Cv2.MinMaxLoc(grey, out double darkest, out double brightest);
        Assert.InRange(brightest - darkest, 0, 40);
    }

    [Fact]
    public void Precision_and_eight_hash_digits_are_visible()
    {
        Rect names = new(12, 38, 330, 20);
        using Mat first = Drawn("fp32", "b2fbe83b2380");
        using Mat same = Drawn("fp32", "b2fbe83bffff");
        using Mat otherFile = Drawn("fp32", "b2fbe83c2380");
        using Mat otherPrecision = Drawn("int8", "b2fbe83b2380");
        Assert.Equal(0, HudStates.Difference(first, same, names));
        Assert.True(HudStates.Difference(first, otherFile, names) > 10);
        Assert.True(HudStates.Difference(first, otherPrecision, names) > 50);

        static Mat Drawn(string precision, string hash) => HudStates.Drawn(hud => hud.Now.Model = HudStates.Model with { Precision = precision, Sha256 = hash });
    }

    [Theory]
    [InlineData(640, 480, 128.4)]
    [InlineData(640, 480, 1234.5)]
    [InlineData(1280, 720, 128.4)]
    public void Long_rates_leave_a_gap_after_FPS(int width, int height, double rate)
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker();
        (state.Now.InferenceFps, state.Now.CaptureFps, state.Now.DisplayFps) = (rate, 1000, 999);
        using Mat picture = HudStates.Grey(width, height);
        HudStates.Settle(renderer, picture, state);

        // "FPS" ends 95 units right of the panel's text edge, "view" begins at 109.
        float scale = Math.Min(width / 640f, height / 480f);
        float edge = (width / scale) - 12 - 184 + 14;
        using Mat gap = new(picture, new Rect((int)((edge + 98) * scale), (int)(38 * scale), (int)(8 * scale), (int)(11 * scale)));
        using Mat blue = gap.ExtractChannel(0);
        Cv2.MinMaxLoc(blue, out double darkest, out double brightest);
        Assert.InRange(brightest - darkest, 0, 8);
    }

    [Fact]
    public void A_warning_stays_while_it_lasts_below_any_message()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker();
        using Mat without = HudStates.Grey();
        HudStates.Settle(renderer, without, state);
        state.Now.Warning = "record: disk full";
        using Mat with = HudStates.Grey();
        HudStates.Settle(renderer, with, state);
        Rect lower = new(150, 328, 340, 32);
        Rect upper = new(150, 290, 340, 32);
        using Mat pill = new(with, lower);
        Assert.True(Count(pill, HudColors.Caution) > 80, "the warning is not there");
        Assert.Equal(0, HudStates.Difference(with, without, upper));
        state.Now.Message = "saved";
        using Mat both = HudStates.Grey();
        HudStates.Settle(renderer, both, state);
        Assert.Equal(0, HudStates.Difference(both, with, lower));
        Assert.True(HudStates.Difference(both, with, upper) > 200);
        (state.Now.Warning, state.Now.Message) = (null, null);
        using Mat after = HudStates.Grey();
        HudStates.Settle(renderer, after, state);
        Assert.Equal(0, HudStates.Difference(after, without, new Rect(150, 280, 340, 80)));
    }

    [Fact]
    public void NaN_scores_do_not_stay_in_the_bars()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker(float.NaN);
        using Mat broken = HudStates.Grey();
        HudStates.Settle(renderer, broken, state);
        HudState well = HudStates.Sneaker();
        well.Now.Seconds = state.Now.Seconds + 0.1;
        using Mat again = HudStates.Grey();
        HudStates.Settle(renderer, again, well);
        Assert.InRange(EndOfBar(again, firstBar), 150, 170);
    }

    [Fact]
    public void Drawing_needs_a_BGRA_picture()
    {
        using HudRenderer renderer = new();
        using Mat grey = new(480, 640, MatType.CV_8UC1);
        Assert.Throws<ArgumentException>(() => renderer.Draw(grey, HudStates.Sneaker()));
    }

    private static Mat Draw(HudRenderer renderer, string text)
    {
        Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        state.Now.Label = text;
        HudStates.Settle(renderer, picture, state);
        return picture;
    }

    // Pixels of a colour, or nearly so.
    private static int Count(Mat picture, SkiaSharp.SKColor color)
    {
        using Mat found = new();
        Cv2.InRange(picture, new Scalar(color.Blue - 40, color.Green - 40, color.Red - 40, 0), new Scalar(color.Blue + 40, color.Green + 40, color.Red + 40, 255), found);
        return found.CountNonZero();
    }

    // The last column with a pixel clearly bluer than red; 0 if there is none.
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

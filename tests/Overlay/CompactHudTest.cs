using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

public sealed class CompactHudTest
{
    private const string Long = "a label that somebody wrote as a whole sentence, with more words than two lines of any picture can hold, and then some";

    [Theory]
    [InlineData(640, 480, "Sneaker", 0.035)]
    [InlineData(640, 480, Long, 0.06)]
    [InlineData(320, 240, "Sneaker", 0.12)]
    [InlineData(1280, 720, "Sneaker", 0)]
    [InlineData(1280, 720, Long, 0)]
    [InlineData(1920, 1080, "Sneaker", 0)]
    public void Little_of_what_the_network_looks_at_is_covered(int width, int height, string label, double most)
    {
        PixelRect region = new((width - height) / 2, 0, height, height);
        using Mat with = HudStates.Drawn(hud => (hud.Detail, hud.Now.Region, hud.Now.Label) = (HudDetail.Compact, region, label), width, height);
        using Mat without = HudStates.Grey(width, height);
        using Mat difference = new();
        Cv2.Absdiff(with, without, difference);
        using Mat grey = difference.CvtColor(ColorConversionCodes.BGRA2GRAY);
        using Mat seen = new(grey, new Rect(region.X + 24, 24, height - 48, height - 24 - 24)); // the corners' marks apart
        using Mat whole = new(grey, new Rect(region.X, height / 2, height, height / 2));
        Assert.InRange(seen.CountNonZero() / (double)(height * height), 0, most);
        Assert.InRange(whole.CountNonZero() / (double)(height * height), 0, most + 0.005); // its marks
    }

    [Fact]
    public void It_covers_a_tenth_of_what_the_full_one_does()
    {
        Assert.InRange(Covered(HudDetail.Compact) / Covered(HudDetail.Full), 0.02, 0.12);

        static double Covered(HudDetail detail)
        {
            using Mat with = HudStates.Drawn(hud => (hud.Detail, hud.Now.Region) = (detail, default));
            using Mat without = HudStates.Grey();
            return HudStates.Difference(with, without, new Rect(0, 0, 640, 480));
        }
    }

    [Fact]
    public void Label_state_score_and_age_are_on_it()
    {
        Rect strip = new(8, 428, 400, 44);
        using Mat usual = Drawn(_ => { });
        Assert.All(
            (Action<HudState>[])
            [
                hud => hud.Now.Label = "Sandal",
                hud => hud.Now.State = ResultState.Changing,
                hud => hud.Now.Top[0] = new HudEntry(7, "Sneaker", 0.8f),
                hud => hud.Now.AgeMs = 250,
                hud => hud.Now.HasResult = false,
                hud => hud.Now.State = ResultState.Unknown,
            ],
            change =>
            {
                using Mat other = Drawn(change);
                Assert.True(HudStates.Difference(usual, other, strip) > 20);
            });

        static Mat Drawn(Action<HudState> change) => HudStates.Drawn(hud =>
        {
            hud.Detail = HudDetail.Compact;
            change(hud);
        });
    }

    [Fact]
    public void A_lost_source_counts_its_age_in_grey()
    {
        Rect strip = new(8, 428, 300, 44);
        using Mat young = Lost(400);
        using Mat old = Lost(72_000);
        Assert.True(HudStates.Difference(young, old, strip) > 20);

        static Mat Lost(double age) => HudStates.Drawn(hud => (hud.Detail, hud.Now.State, hud.Now.PictureAgeMs) = (HudDetail.Compact, ResultState.Lost, age));
    }

    [Fact]
    public void A_thousand_pictures_allocate_nothing()
    {
        using HudRenderer renderer = new();
        using Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        state.Detail = HudDetail.Compact;
        string[] labels = ["Sneaker", "Ankle boot", Long];
        renderer.Prepare(labels);
        int next = 0;
        for (int i = 0; i < 300; i++)
        {
            Draw();
        }

        Assert.Equal(0, Allocation.OfThousandCalls(_ => Draw()));

        void Draw()
        {
            int i = next++;
            state.Now.Seconds = i / 60.0;
            state.Now.Label = labels[i / 20 % labels.Length];
            state.Now.State = (ResultState)(i / 30 % 4);
            (state.Now.AgeMs, state.Now.PictureAgeMs) = (i % 2000, i * 9);
            renderer.Draw(picture, state);
        }
    }

    [Fact]
    public void The_key_goes_from_compact_to_full_to_none_and_a_page_brings_the_last_one_back()
    {
        using PipelineControls controls = new();
        Assert.Equal(HudDetail.Compact, controls.Overlay);
        controls.CycleOverlay();
        Assert.Equal(HudDetail.Full, controls.Overlay);
        controls.CycleOverlay();
        Assert.Equal((HudDetail.Off, false), (controls.Overlay, controls.OverlayVisible));
        controls.SetOverlay(true);
        Assert.Equal(HudDetail.Full, controls.Overlay);
        controls.SetOverlay(false);
        controls.CycleOverlay();
        Assert.Equal(HudDetail.Compact, controls.Overlay);
    }
}

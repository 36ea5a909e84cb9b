using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

/// <summary>The map of what speaks for a label, in the HUD.</summary>
public sealed class EvidencePanelTest
{
    [Theory]
    [InlineData(nameof(HudDetail.Full))]
    [InlineData(nameof(HudDetail.Compact))]
    [InlineData(nameof(HudDetail.Off))]
    public void The_map_covers_the_region_and_nothing_else(string detail)
    {
        using HudRenderer renderer = new();
        using Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        (state.Detail, state.Explanation) = (Enum.Parse<HudDetail>(detail), Left());
        HudStates.Settle(renderer, picture, state);
        Vec4b warm = picture.At<Vec4b>(300, 130); // left in the region: amber
        Vec4b cold = picture.At<Vec4b>(300, 520); // right: a blue veil
        Assert.True(warm[2] > warm[0] + 30, $"{warm}");
        Assert.True(cold[0] > cold[2] + 20, $"{cold}");
        Assert.Equal(new Vec4b(90, 90, 90, 255), picture.At<Vec4b>(300, 40)); // beside the region
    }

    [Fact]
    public void The_legend_names_the_label_even_where_the_HUD_is_off()
    {
        using HudRenderer renderer = new();
        using Mat with = HudStates.Grey();
        using Mat without = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        state.Detail = HudDetail.Off;
        renderer.Draw(without, state);
        state.Explanation = new Explanation("Sneaker", 0, null, "its last layer does not average a map", [], null);
        renderer.Draw(with, state);
        using Mat difference = new();
        Cv2.Absdiff(with, without, difference);
        using Mat plain = new();
        Cv2.CvtColor(difference, plain, ColorConversionCodes.BGRA2GRAY);
        Rect legend = Cv2.BoundingRect(plain);
        Assert.InRange(legend.Width, 200, 420); // one pill at the bottom
        Assert.InRange(legend.Height, 28, 34);
        Assert.InRange(legend.Bottom, 460, 475);
    }

    [Fact]
    public void A_picture_without_a_map_is_drawn_as_before()
    {
        using HudRenderer renderer = new();
        using Mat clean = HudStates.Grey();
        using Mat picture = HudStates.Grey();
        HudState state = HudStates.Sneaker();
        (state.Detail, state.Explanation) = (HudDetail.Off, Left());
        using Mat other = HudStates.Grey();
        renderer.Draw(other, state);
        state.Explanation = null;
        renderer.Draw(picture, state);
        using Mat difference = new();
        Cv2.Absdiff(clean, picture, difference);
        Assert.Equal(0, Cv2.CountNonZero(difference.Reshape(1)));
    }

    // Everything on the left speaks for the label.
    private static Explanation Left() => new("Sneaker", 0, new EvidenceMap([.. Enumerable.Range(0, EvidenceMap.Size * EvidenceMap.Size).Select(i => i % EvidenceMap.Size < EvidenceMap.Size / 2 ? 1f : 0f)], new PixelRect(0, 0, 1, 1)), null, [], null);
}

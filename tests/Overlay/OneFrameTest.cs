using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Overlay;

/// <summary>Label, state, score and bars on one picture are of one frame.</summary>
public sealed class OneFrameTest
{
    private static readonly Rect result = new(12, 368, 616, 100);
    private static readonly Rect strip = new(8, 430, 300, 42);

    [Theory]
    [InlineData(nameof(HudDetail.Full))]
    [InlineData(nameof(HudDetail.Compact))]
    public void Every_picture_shows_one_of_the_results_as_a_whole(string detail)
    {
        // The same label, now with another class ahead, then ahead itself: first its score, then its state changes.
        HudState[] results = [Of(ResultState.Stable, 0.96f), Of(ResultState.Changing, 0.028f), Of(ResultState.Stable, 0.95f)];
        Mat[] whole = [.. results.Select(Still)];
        using HudRenderer renderer = new();
        HudState state = Of(ResultState.Stable, 0.96f);
        for (int i = 0; i < 60; i++)
        {
            HudState now = results[i / 7 % results.Length];
            state.Now = now.Now;
            state.Now.Seconds = i / 30.0; // 33 ms: faster than figures change
            using Mat picture = HudStates.Grey();
            renderer.Draw(picture, state);
            Rect figures = Enum.Parse<HudDetail>(detail) == HudDetail.Full ? new Rect(result.X, result.Y, 260, result.Height) : strip;
            Assert.True(i < 20 || whole.Any(each => HudStates.Difference(each, picture, figures) == 0), $"picture {i} mixes two results");
        }

        Array.ForEach(whole, each => each.Dispose());

        HudState Of(ResultState changed, float score)
        {
            HudState each = HudStates.Sneaker(score);
            each.Detail = Enum.Parse<HudDetail>(detail);
            (each.Now.State, each.Now.Known) = (changed, 7 + score);
            return each;
        }

        Mat Still(HudState each)
        {
            using HudRenderer fresh = new();
            Mat picture = HudStates.Grey();
            HudState copy = HudStates.Sneaker();
            copy.Detail = each.Detail;
            copy.Now = each.Now;
            HudStates.Settle(fresh, picture, copy);
            return picture;
        }
    }

    [Fact]
    public void Another_label_brings_its_own_bars_at_once()
    {
        using HudRenderer renderer = new();
        HudState state = HudStates.Sneaker(0.96f);
        using Mat settled = HudStates.Drawn(each => Boot(each));
        using Mat picture = HudStates.Grey();
        HudStates.Settle(renderer, picture, state);
        Boot(state);
        state.Now.Seconds += 1 / 30.0;
        using Mat next = HudStates.Grey();
        renderer.Draw(next, state);
        Rect bars = new(390, 385, 240, 80);
        Assert.InRange(HudStates.Difference(settled, next, bars), 0, 3 * bars.Width * bars.Height / 50); // old names fade

        static void Boot(HudState state)
        {
            state.Now.Label = "Ankle boot";
            (state.Now.Top[0], state.Now.Top[1], state.Now.Top[2]) = (new HudEntry(9, "Ankle boot", 0.9f), new HudEntry(7, "Sneaker", 0.07f), new HudEntry(5, "Sandal", 0.03f));
        }
    }
}

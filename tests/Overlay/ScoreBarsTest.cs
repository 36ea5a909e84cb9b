using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.Tests.Overlay;

public class ScoreBarsTest
{
    [Fact]
    public void A_bar_grows_from_nothing_to_its_score()
    {
        ScoreBars bars = new();
        HudState state = HudStates.Sneaker(0.8f);
        float before = 0;
        for (int i = 0; i < 120; i++)
        {
            bars.Update(state, 1f / 60);
            float length = Find(bars, 7).Length.Value;
            Assert.InRange(length, before, 0.8001f);
            before = length;
        }

        Assert.Equal(0.8f, before, 3);
    }

    [Fact]
    public void Two_classes_that_swap_ranks_keep_their_bars()
    {
        ScoreBars bars = new();
        HudState state = HudStates.Sneaker(0.6f);
        Run(bars, state, 2);
        (state.Now.Top[0], state.Now.Top[1]) = (new HudEntry(9, "Ankle boot", 0.7f), new HudEntry(7, "Sneaker", 0.2f));
        bars.Update(state, 1f / 60);
        Assert.Equal(3, bars.Bars.Length);
        Assert.InRange(Find(bars, 7).Length.Value, 0.5f, 0.6f); // goes on from where it was
        Run(bars, state, 2);
        Assert.Equal(1f, Find(bars, 7).Row.Value, 2);
        Assert.Equal(0f, Find(bars, 9).Row.Value, 2);
    }

    [Fact]
    public void Small_noisy_scores_stay_in_their_rows()
    {
        ScoreBars bars = new();
        HudState state = HudStates.Sneaker();
        Run(bars, state, 2);
        for (int i = 0; i < 60; i++)
        {
            float noise = i % 2 == 0 ? 0.004f : -0.004f;
            (state.Now.Top[1], state.Now.Top[2]) = (new HudEntry(9, "Ankle boot", 0.02f + noise), new HudEntry(5, "Sandal", 0.02f - noise));
            bars.Update(state, 1f / 30);
        }

        Assert.Equal(1, Find(bars, 9).Rank);
        Assert.Equal(1f, Find(bars, 9).Row.Value, 2);
    }

    [Fact]
    public void A_tiny_score_has_a_bar_only_for_the_best_class()
    {
        ScoreBars bars = new();
        HudState state = HudStates.Sneaker();
        (state.Now.Top[1], state.Now.Top[2]) = (new HudEntry(9, "Ankle boot", 0.006f), new HudEntry(5, "Sandal", 0.004f));
        bars.Update(state, 1f / 60);
        Assert.Equal(2, bars.Bars.Length);
        state.Now.Top[0] = new HudEntry(7, "Sneaker", 0.001f);
        state.Now.Top[1] = new HudEntry(9, "Ankle boot", 0.001f);
        Run(bars, state, 2);
        Assert.Equal(7, Assert.Single(bars.Bars.ToArray()).Class);
    }

    [Fact]
    public void A_class_that_leaves_the_best_fades_away()
    {
        ScoreBars bars = new();
        HudState state = HudStates.Sneaker();
        Run(bars, state, 2);
        state.Now.Top[2] = new HudEntry(1, "Trouser", 0.02f);
        bars.Update(state, 1f / 60);
        Assert.Equal(4, bars.Bars.Length);
        Assert.False(Find(bars, 5).Present);
        Run(bars, state, 2);
        Assert.Equal(3, bars.Bars.Length);
    }

    [Fact]
    public void Results_that_change_every_picture_do_not_overflow_the_rows()
    {
        ScoreBars bars = new();
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < 300; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                state.Now.Top[k] = new HudEntry((3 * i) + k, "class", 0.3f);
            }

            bars.Update(state, 1f / 240);
            int present = 0;
            foreach (ScoreBar bar in bars.Bars)
            {
                present += bar.Present ? 1 : 0;
            }

            Assert.Equal(3, present);
        }
    }

    private static void Run(ScoreBars bars, HudState state, float seconds)
    {
        for (float t = 0; t < seconds; t += 1f / 60)
        {
            bars.Update(state, 1f / 60);
        }
    }

    private static ScoreBar Find(ScoreBars bars, int @class)
    {
        foreach (ScoreBar bar in bars.Bars)
        {
            if (bar.Class == @class)
            {
                return bar;
            }
        }

        throw new InvalidOperationException($"no bar for class {@class}");
    }
}

using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Tests.Measurement;

public class SteadyStateTest
{
    private static readonly int least = SteadyState.Window * SteadyState.WindowsCompared;

    [Fact]
    public void Equal_times_are_steady_after_the_compared_windows()
    {
        SteadyState steady = new(NothingCompiled);
        for (int i = 0; i < least; i++)
        {
            Assert.False(steady.IsSteady);
            steady.Add(20);
        }

        Assert.True(steady.IsSteady);
        Assert.Equal((20, least, SteadyState.WindowsCompared), (steady.LastP90, steady.Count, steady.Windows));
    }

    [Fact]
    public void Falling_times_are_not_steady_until_they_level_off()
    {
        SteadyState steady = new(NothingCompiled);
        for (int window = 0; window < 10; window++)
        {
            Add(steady, 100 - (10 * window), SteadyState.Window);
            Assert.False(steady.IsSteady);
        }

        Add(steady, 10, (SteadyState.WindowsCompared - 2) * SteadyState.Window);
        Assert.False(steady.IsSteady);
        Add(steady, 10, SteadyState.Window);
        Assert.True(steady.IsSteady);
    }

    [Fact]
    public void Only_outliers_below_the_ninetieth_percentile_matter()
    {
        Assert.True(WithOutliers(3).IsSteady); // of 32, 29 are ordinary: the percentile is one of them
        Assert.False(WithOutliers(4).IsSteady);

        static SteadyState WithOutliers(int inEverySecondWindow)
        {
            SteadyState steady = new(NothingCompiled);
            for (int window = 0; window < SteadyState.WindowsCompared; window++)
            {
                int outliers = window % 2 == 0 ? inEverySecondWindow : 0;
                Add(steady, 500, outliers);
                Add(steady, 10, SteadyState.Window - outliers);
            }

            return steady;
        }
    }

    [Fact]
    public void A_method_that_is_compiled_prolongs_the_warm_up()
    {
        long compiled = 0;
        SteadyState steady = new(() => compiled);
        const double time = SteadyState.Quiet / SteadyState.Window / 2; // two windows without a compiled method are enough
        Add(steady, time, least - 1);
        compiled++;
        steady.Add(time);
        Assert.False(steady.IsSteady);

        Add(steady, time, SteadyState.Window);
        Assert.False(steady.IsSteady);
        Add(steady, time, SteadyState.Window);
        Assert.True(steady.IsSteady);
    }

    [Fact]
    public void Short_times_alone_are_not_steady_before_the_compiler_had_its_chance()
    {
        SteadyState steady = new(NothingCompiled);
        Add(steady, 0.01, least);
        Assert.False(steady.IsSteady);
        Add(steady, 0.01, (int)(SteadyState.Quiet / 0.01));
        Assert.True(steady.IsSteady);
    }

    [Fact]
    public void Steady_state_watching_allocates_nothing()
    {
        SteadyState steady = new();
        Assert.Equal(0, Allocation.OfThousandCalls(i => steady.Add(i % 7)));
    }

    private static long NothingCompiled() => 0;

    private static void Add(SteadyState steady, double milliseconds, int count)
    {
        for (int i = 0; i < count; i++)
        {
            steady.Add(milliseconds);
        }
    }
}

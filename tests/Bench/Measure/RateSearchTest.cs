using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Tests.Bench.Measure;

public class RateSearchTest
{
    private const double Most = 10_000;

    [Theory]
    [InlineData(100, 100)]
    [InlineData(100, 70)] // a camera that draws on the same processors slows the network when it is asked for too much
    [InlineData(100, 130)]
    [InlineData(3, 3)]
    public void Search_finds_the_highest_rate_without_drops_to_an_eighth(double capacity, double atMost)
    {
        (SustainableRate rate, IReadOnlyList<LoadReport> runs) = RateSearch.Find(asked => Pipeline(asked, capacity, atMost), Most);
        Assert.True(rate.Found);
        Assert.InRange(rate.Fps, capacity / 1.126, capacity);
        Assert.Equal(0, rate.DroppedShare);
        Assert.Equal(Most, runs[0].AskedFps);
        Assert.InRange(runs.Count, 3, RateSearch.MostRuns);
        Assert.Equal(rate.Fps, Assert.Single(runs, run => run.Factor == 1).Fps);
        Assert.All(runs, run => Assert.Equal(run.AskedFps / rate.Fps, run.Factor, 9));
    }

    [Fact]
    public void A_source_slower_than_the_pipeline_is_tried_once()
    {
        (SustainableRate rate, IReadOnlyList<LoadReport> runs) = RateSearch.Find(_ => Run(Most, 250, 250), Most);
        Assert.Equal((true, 250, 1), (rate.Found, rate.Fps, Assert.Single(runs).Factor));
    }

    [Fact]
    public void A_source_at_its_limit_is_not_asked_for_more()
    {
        // At full load the source loses some of its rate and the pipeline drops a few frames.
        (SustainableRate rate, IReadOnlyList<LoadReport> runs) = RateSearch.Find(asked => asked == Most ? Run(asked, 250, 240) : Run(asked, Math.Min(asked, 280), Math.Min(asked, 280)), Most);
        Assert.Equal((true, 280), (rate.Found, rate.Fps));
        Assert.Equal([Most, 240, 300], runs.Select(run => run.AskedFps));
    }

    [Fact]
    public void Search_gives_up_with_a_message_if_every_rate_drops()
    {
        int calls = 0;
        (SustainableRate rate, IReadOnlyList<LoadReport> runs) = RateSearch.Find(asked => Run(asked, ++calls == 1 ? 100 : asked, (calls == 1 ? 100 : asked) * 0.98), Most);
        Assert.Equal((false, RateSearch.MostRuns, RateSearch.MostRuns), (rate.Found, calls, runs.Count));
        Assert.Equal(0.02, rate.DroppedShare, 9);
        Assert.Equal(runs.Min(run => run.AskedFps) * 0.98, rate.Fps, 9);
    }

    /// <summary>Keeps up until <paramref name="capacity"/>; asked for as much as possible it classifies <paramref name="atMost"/>.</summary>
    private static LoadReport Pipeline(double asked, double capacity, double atMost) =>
        asked == Most ? Run(asked, 3 * atMost, atMost) : Run(asked, asked, Math.Min(asked, capacity));

    private static LoadReport Run(double asked, double captured, double classified) => new()
    {
        AskedFps = asked,
        CapturedFps = captured,
        Fps = classified,
        DroppedShare = (captured - classified) / captured,
        AgeMs = Percentiles.Of([1]),
        AgeFirstHalfP50 = 1,
        AgeSecondHalfP50 = 1,
    };
}

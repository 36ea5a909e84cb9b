using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using Microsoft.Extensions.Time.Testing;

namespace EdgeResNet.Tests.Sinks.Collecting;

public class CollectTriggerTest
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Unknown_frames_are_kept()
    {
        CollectTrigger trigger = Trigger("unknown");
        Assert.Equal(CollectReasons.None, trigger.Judge(Results.Stable(0)));
        Assert.Equal(CollectReasons.Unknown, trigger.Judge(Unknown()));
    }

    [Theory]
    [InlineData(0.6f, 0.35f, true)]
    [InlineData(0.75f, 0.25f, false)]
    public void Frames_with_two_close_scores_are_uncertain(float first, float second, bool kept)
    {
        FrameResult result = Results.Stable(0);
        (result.TopScores[0], result.TopScores[1]) = (first, second);
        Assert.Equal(kept ? CollectReasons.Uncertain : CollectReasons.None, Trigger("uncertain").Judge(result));
    }

    [Fact]
    public void A_stable_class_that_differs_from_the_last_stable_one_is_a_change()
    {
        CollectTrigger trigger = Trigger("changed");
        Assert.Equal(CollectReasons.None, trigger.Judge(Results.Stable(0)));
        Assert.Equal(CollectReasons.None, trigger.Judge(Results.Of(ResultState.Changing, label: 1)));
        Assert.Equal(CollectReasons.Changed, trigger.Judge(Results.Stable(1)));
        Assert.Equal(CollectReasons.None, trigger.Judge(Results.Stable(1)));
    }

    [Fact]
    public void A_fixed_time_passes_between_pictures_that_need_no_other_reason()
    {
        CollectTrigger trigger = Trigger("every=10m");
        Assert.Equal(CollectReasons.Every, trigger.Judge(Results.Stable(0)));
        clock.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal(CollectReasons.None, trigger.Judge(Results.Stable(0)));
        clock.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Equal(CollectReasons.Every, trigger.Judge(Results.Stable(0)));
    }

    [Fact]
    public void The_rate_is_never_exceeded()
    {
        CollectTrigger trigger = Trigger("unknown");
        int kept = 0;
        for (int second = 0; second < 600; second++)
        {
            kept += trigger.Judge(Unknown()) == CollectReasons.None ? 0 : 1;
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(kept, 60, 66); // six a minute for ten minutes, and the six that the bucket held at first
    }

    [Fact]
    public void A_change_that_the_rate_forbids_is_kept_as_soon_as_it_allows()
    {
        CollectTrigger trigger = new(new CollectSettings("d") { Reasons = CollectReasons.Changed, Rate = 1 }, clock);
        trigger.Judge(Results.Stable(0));
        Assert.Equal(CollectReasons.Changed, trigger.Judge(Results.Stable(1)));
        Assert.Equal(CollectReasons.None, trigger.Judge(Results.Stable(2)));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CollectReasons.Changed, trigger.Judge(Results.Stable(2)));
    }

    [Fact]
    public void A_lost_source_is_not_kept() => Assert.Equal(CollectReasons.None, Trigger("unknown,every=1s").Judge(Results.Of(ResultState.Lost)));

    [Fact]
    public void Judging_allocates_nothing()
    {
        CollectTrigger trigger = Trigger("unknown,uncertain,changed,every=1s");
        FrameResult result = Unknown();
        Assert.Equal(0, Allocation.OfThousandCalls(_ => trigger.Judge(result)));
    }

    private static FrameResult Unknown()
    {
        FrameResult result = Results.Of(ResultState.Unknown);
        result.IsUnknown = true;
        return result;
    }

    private CollectTrigger Trigger(string when) => new(new CollectSettings("d").When(when), clock);
}

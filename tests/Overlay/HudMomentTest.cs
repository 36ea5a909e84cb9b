using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.Tests.Overlay;

public sealed class HudMomentTest
{
    [Fact]
    public void The_score_of_a_label_is_its_own_or_none()
    {
        HudMoment moment = new() { TopCount = 2 };
        (moment.Top[0], moment.Top[1]) = (new HudEntry(3, "bag", 0.7f), new HudEntry(1, "coat", 0.2f));
        moment.Label = "coat";
        Assert.Equal(0.2f, moment.ScoreOfLabel());
        moment.Label = "shirt";
        Assert.Equal(-1, moment.ScoreOfLabel());
    }
}

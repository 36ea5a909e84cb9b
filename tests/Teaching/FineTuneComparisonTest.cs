using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public sealed class FineTuneComparisonTest
{
    [Theory]
    [InlineData(0, 0, 0.5, 0.4, false)] // nothing changed
    [InlineData(1, 0, 0.5, 0.4, false)] // one picture is within a standard error
    [InlineData(2, 0, 0.5, 0.4, true)]
    [InlineData(2, 0, 0.5, 0.5, true)] // a loss that is the same
    [InlineData(2, 0, 0.5, 0.51, false)]
    [InlineData(10, 6, 0.5, 0.4, false)] // 4 are √16
    [InlineData(11, 6, 0.5, 0.4, true)]
    [InlineData(6, 11, 0.5, 0.4, false)]
    public void Fine_tuning_must_gain_more_than_chance(int gained, int lost, double before, double after, bool better) =>
        Assert.Equal(better, new FineTuneComparison(100, gained, lost, before, after).IsBetter);

    [Fact]
    public void Gains_and_losses_are_counted_per_picture()
    {
        int[] truths = [0, 0, 1, 1];
        LogitTable head = new("head", [1, 0, 0, 1, 1, 0, 0, 1], truths); // right, wrong, wrong, right
        LogitTable tuned = new("tuned", [1, 0, 2, 1, 0, 1, 1, 0], truths); // right, right, right, wrong
        FineTuneComparison found = FineTuneComparison.Of(head, tuned);
        Assert.Equal((4, 2, 1), (found.Pictures, found.Gained, found.Lost));
        Assert.Equal(Calibration.Fit(tuned).Evidence.Loss, found.LossAfter);
    }
}

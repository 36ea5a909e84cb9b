using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Tests.Training.Runs;

public class EpochChoiceTest
{
    [Theory]
    [InlineData(100, 0.8, 0.5, 0.7, 0.1, 1)] // many pictures: accuracy decides, not loss
    [InlineData(100, 0.8, 0.5, 0.8, 0.4, 2)] // then the loss
    [InlineData(100, 0.8, 0.4, 0.8, 0.5, 1)]
    [InlineData(100, 0.8, 0.5, 0.8, 0.5, 2)] // then the later one
    [InlineData(99, 0.8, 0.5, 0.7, 0.1, 2)] // few pictures: loss decides, not accuracy
    [InlineData(99, 0.7, 0.4, 0.8, 0.5, 1)]
    [InlineData(99, 0.8, 0.5, 0.7, 0.5, 1)] // then the accuracy
    [InlineData(99, 0.7, 0.5, 0.8, 0.5, 2)]
    [InlineData(99, 0.8, 0.5, 0.8, 0.5, 2)] // then the later one
    public void The_kept_epoch_follows_the_rule(int pictures, double firstTop1, double firstLoss, double secondTop1, double secondLoss, int stays)
    {
        EpochMetrics first = Epoch(1, firstTop1, firstLoss);
        EpochMetrics second = Epoch(2, secondTop1, secondLoss);
        Assert.True(EpochChoice.Replaces(first, best: null, pictures));
        Assert.Equal(stays == 2, EpochChoice.Replaces(second, first, pictures));
    }

    [Fact]
    public void A_run_with_constant_accuracy_and_falling_loss_keeps_a_later_epoch()
    {
        EpochMetrics? best = null;
        for (int epoch = 1; epoch <= 40; epoch++)
        {
            EpochMetrics next = Epoch(epoch, 1, 1.0 / Math.Min(epoch, 30));
            best = EpochChoice.Replaces(next, best, pictures: 20) ? next : best;
        }

        Assert.Equal(40, best!.Epoch);
    }

    private static EpochMetrics Epoch(int number, double top1, double loss) => new(number, 0, 0, loss, top1, 0, 0, 0);
}

using EdgeResNet.Trainer.Sweeps.Running;

namespace EdgeResNet.Tests.Sweeps.Running;

public sealed class CoreShareTest
{
    [Theory]
    [InlineData(1, 8, null, 8)]
    [InlineData(2, 8, null, 4)]
    [InlineData(3, 8, null, 2)] // equal for all
    [InlineData(9, 8, null, 1)]
    [InlineData(2, 8, "4", 2)]
    [InlineData(2, 8, "16", 4)]
    [InlineData(2, 8, "", 4)]
    [InlineData(2, 8, "0", 4)]
    [InlineData(2, 8, "many", 4)]
    public void Trials_at_once_share_the_cores_equally(int jobs, int cores, string? limit, int share) => Assert.Equal(share, CoreShare.Of(jobs, cores, limit));
}

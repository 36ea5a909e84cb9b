using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Tests.Labels;
using EdgeResNet.Tests.Sinks;

namespace EdgeResNet.Tests.Pipeline;

public class RunStatisticsTest
{
    [Fact]
    public void Overhead_is_everything_except_network_drawing_and_hand_over()
    {
        RunStatistics statistics = new();
        FrameResult result = Results.Stable(0);
        result.Times = Times.Of(1, 2, 4, 8, 16, handOver: 32); // the third is the network's
        statistics.Add(result);
        Assert.Equal((1 + 2 + 8 + 16 + 32, 14), (statistics.Overhead.Summarize().P50, statistics.Latency.Summarize().P50));
    }
}

using System.Diagnostics;
using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.Tests.Overlay;

public sealed class FramePacingTest
{
    private readonly FramePacing pacing = new();
    private long now = 1;
    private long results;

    [Fact]
    public void The_slowest_hundredth_gives_the_rate()
    {
        Assert.True(double.IsNaN(pacing.Low()));
        for (int i = 0; i < 300; i++)
        {
            Next(i % 100 == 50 ? 100 : 20);
        }

        Assert.Equal(10, pacing.Low(), 1);
    }

    [Fact]
    public void Only_a_late_result_is_marked_and_only_once()
    {
        for (int i = 0; i < 50; i++)
        {
            Assert.False(Next(20 + (i % 3)));
        }

        _ = pacing.Low();
        Assert.True(Next(70));
        Assert.False(pacing.Add(now, results)); // another picture of the same result
        Assert.False(Next(20));
        Assert.False(Next(60, count: 3)); // three between two pictures
    }

    private bool Next(double milliseconds, int count = 1)
    {
        now += (long)(milliseconds * Stopwatch.Frequency / 1000);
        return pacing.Add(now, results += count);
    }
}

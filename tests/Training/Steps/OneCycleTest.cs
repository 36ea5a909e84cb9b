using EdgeResNet.Trainer.Training.Steps;

namespace EdgeResNet.Tests.Training.Steps;

public sealed class OneCycleTest
{
    [Fact]
    public void The_learning_rate_rises_to_its_peak_and_falls_near_zero()
    {
        OneCycle cycle = new(Peak: 0.4, Warmup: 0.25, Steps: 1000);
        double[] values = [.. Enumerable.Range(0, 1000).Select(step => cycle.At(step))];
        Assert.Equal(0.4, values.Max(), 2);
        Assert.InRange(Array.IndexOf(values, values.Max()), 248, 252);
        Assert.True(values[..250].SequenceEqual(values[..250].Order()));
        Assert.True(values[251..].SequenceEqual(values[251..].OrderDescending()));
        Assert.InRange(values[^1], 0, 0.001);
    }
}

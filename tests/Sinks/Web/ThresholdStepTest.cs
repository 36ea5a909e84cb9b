using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Sinks.Web;

public class ThresholdStepTest
{
    [Theory]
    [InlineData("energy", null, 0.1)]
    [InlineData("nearest_picture", null, 0.01)]
    [InlineData("max_softmax", null, 0.01)]
    [InlineData("energy", 3.1, 0.1)]
    [InlineData("energy", 200.0, 5)]
    [InlineData("nearest_picture", 0.08, 0.002)]
    [InlineData("nearest_mean", 0.025, 0.001)]
    [InlineData("max_softmax", 0.11, 0.005)]
    [InlineData("max_softmax", 1e-7, 0.0001)]
    public void A_step_is_about_a_twentieth_of_the_spread(string measure, double? spread, double step) =>
        Assert.Equal(step, ThresholdStep.Of(new OutputSpec { Name = "logits", Labels = ["a"], Temperature = 1, UnknownBelow = 1, UnknownBy = measure, UnknownSpread = spread }));
}

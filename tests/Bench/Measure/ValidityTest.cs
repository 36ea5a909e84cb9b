using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.Tests.Bench.Measure;

public class ValidityTest
{
    [Theory]
    [InlineData(1024, 60, true, "")]
    [InlineData(1023, 60, true, "1023 queries; needs at least 1024")]
    [InlineData(1024, 59.94, true, "59.9 s; needs at least 60 s")]
    [InlineData(1024, 60, false, "the warm-up did not become steady")]
    [InlineData(3, 1, false, "3 queries; needs at least 1024; 1.0 s; needs at least 60 s; the warm-up did not become steady")]
    public void A_report_is_valid_at_MLPerfs_minimum(long queries, double seconds, bool steady, string reason) =>
        Assert.Equal(reason, Validity.Reason(queries, seconds, steady, []));

    [Fact]
    public void Throttling_makes_a_report_invalid() =>
        Assert.Equal("the machine was throttled (GPU 0: power cap, too hot)", Validity.Reason(2000, 61, steady: true, ["GPU 0: power cap", "too hot"]));

    [Fact]
    public void Rounds_split_the_limits_without_loss()
    {
        BenchLimits part = BenchLimits.MLPerf.DividedBy(BenchLimits.MLPerf.RoundsFor(2));
        Assert.Equal((205, TimeSpan.FromSeconds(12)), (part.Queries, part.Duration));
        Assert.Equal((1, 3), (BenchLimits.MLPerf.RoundsFor(1), new BenchLimits(3, TimeSpan.FromSeconds(1)).RoundsFor(2)));
    }

    [Theory]
    [InlineData("demo:fashion", "demo:fashion?fps=7.5")]
    [InlineData("demo:fashion?fps=30&seed=2", "demo:fashion?seed=2&fps=7.5")]
    public void The_demo_cameras_rate_can_be_replaced(string source, string expected) =>
        Assert.Equal(expected, DemoRate.Of(source, 7.5));
}

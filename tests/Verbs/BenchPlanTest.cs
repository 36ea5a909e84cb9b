using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Verbs;

namespace EdgeResNet.Tests.Verbs;

public class BenchPlanTest
{
    [Theory]
    [InlineData("demo:fashion", 1024, 4, "34.1 s at the source's rate")]
    [InlineData("demo:fashion?seed=2&fps=100", 1024, 4, "10.2 s at the source's rate")]
    [InlineData("demo:fashion?fps=x", 30, 4, "about 7.3 s to 20 s: 4 s at the source's rate")]
    [InlineData("clip.mp4", 1024, 4, "more where 1,024 queries take longer: 4 s at the source's rate")]
    public void A_pipeline_takes_the_time_of_its_queries(string source, int queries, double seconds, string said) =>
        Assert.Contains(said, BenchPlan.Of(PipelineBench.Name, source, new BenchLimits(queries, TimeSpan.FromSeconds(seconds)), 1), StringComparison.Ordinal);

    [Fact]
    public void Configurations_add_their_times() =>
        Assert.Equal("single-stream: 2 configurations, about 2 min to 3 min, more where 1,024 queries take longer", BenchPlan.Of(SingleStream.Name, "", BenchLimits.MLPerf, 2));
}

using EdgeResNet.EdgeApp.Bench;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Bench;

public class StartupBenchTest
{
    [Fact]
    public void Each_process_is_timed_until_its_first_frame()
    {
        StartupReport report = StartupBench.Run(ShippedModel.Path, ["--threads", "1"], processes: 2, TestContext.Current.CancellationToken);
        Assert.Equal((2, 2, report.FirstMs), (report.Processes, report.EachMs.Count, report.EachMs[0]));
        Assert.Equal(report.EachMs[1], report.LaterMs.P50);
        Assert.All(report.EachMs, milliseconds => Assert.InRange(milliseconds, 10, 60_000));
        Assert.Contains("first start", StartupText.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_classifies_nothing_ends_it_with_what_that_program_said()
    {
        InputException error = Assert.Throws<InputException>(() => StartupBench.Run(ShippedModel.Path, ["--threads", "0"], processes: 2, TestContext.Current.CancellationToken));
        Assert.Contains("0 threads", error.Message, StringComparison.Ordinal);
    }
}

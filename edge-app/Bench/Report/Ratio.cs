using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>How the times of one run compare to those of the first; 2 means twice as long.</summary>
/// <param name="Run">Its number, from 0.</param>
/// <param name="P50">Of the medians.</param>
/// <param name="P90">Of the 90th percentiles.</param>
/// <param name="P99">Of the 99th percentiles.</param>
internal sealed record Ratio(int Run, double P50, double P90, double P99)
{
    /// <summary>One for each report, the first included.</summary>
    public static IReadOnlyList<Ratio> ToFirst(IReadOnlyList<BenchReport> reports) =>
    [
        .. reports.Select((report, run) => new Ratio(
            run,
            report.LatencyMs.P50 / reports[0].LatencyMs.P50,
            report.LatencyMs.P90 / reports[0].LatencyMs.P90,
            report.LatencyMs.P99 / reports[0].LatencyMs.P99)),
    ];
}

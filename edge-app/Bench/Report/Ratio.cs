using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>Times of a run relative to the first; 2 means twice as long.</summary>
/// <param name="Run">Number of the run, from 0.</param>
/// <param name="P50">Ratio of the medians.</param>
/// <param name="P90">Ratio of the 90th percentiles.</param>
/// <param name="P99">Ratio of the 99th percentiles.</param>
internal sealed record Ratio(int Run, double P50, double P90, double P99)
{
    /// <summary>Ratios of all reports, including the first.</summary>
    public static IReadOnlyList<Ratio> ToFirst(IReadOnlyList<BenchReport> reports) =>
    [
        .. reports.Select((report, run) => new Ratio(
            run,
            report.LatencyMs.P50 / reports[0].LatencyMs.P50,
            report.LatencyMs.P90 / reports[0].LatencyMs.P90,
            report.LatencyMs.P99 / reports[0].LatencyMs.P99)),
    ];
}

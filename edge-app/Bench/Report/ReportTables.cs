using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>The tables of a report, for the terminal and the page.</summary>
internal static class ReportTables
{
    /// <summary>Percentiles of a query, its stages and related times.</summary>
    public static TextTable Times(BenchReport report)
    {
        TextTable table = new("ms", "min", "mean", "p50", "p90", "p95", "p97", "p99", "p99.9", "max", "std dev");
        Add("latency", report.LatencyMs);
        foreach ((string stage, Percentiles times) in report.StagesMs)
        {
            Add($"  {stage}", times);
        }

        if (report is { AgeMs: Percentiles age, DrawnAgeMs: Percentiles drawn })
        {
            Add("age", age);
            Add("age when drawn", drawn);
        }

        Add("null model", report.NullMs);
        return table;

        void Add(string name, Percentiles times) => table.Add(
        [
            name,
            .. new[] { times.Min, times.Mean, times.P50, times.P90, times.P95, times.P97, times.P99, times.P999, times.Max, times.StdDev }.Select(TextTable.Milliseconds),
        ]);
    }

    /// <summary>A pipeline at other rates.</summary>
    public static TextTable Load(IReadOnlyList<LoadReport> load)
    {
        TextTable table = new("rate", "asked", "delivered", "classified", "dropped", "age p50", "p99", "max", "p50, 1st half", "2nd half");
        foreach (LoadReport run in load)
        {
            table.Add(
                $"{Number(run.Factor, "0.##")} × sustainable",
                Number(run.AskedFps, "0.0"),
                Number(run.CapturedFps, "0.0"),
                Number(run.Fps, "0.0"),
                $"{Number(100 * run.DroppedShare, "0.0")} %",
                TextTable.Milliseconds(run.AgeMs.P50),
                TextTable.Milliseconds(run.AgeMs.P99),
                TextTable.Milliseconds(run.AgeMs.Max),
                TextTable.Milliseconds(run.AgeFirstHalfP50),
                TextTable.Milliseconds(run.AgeSecondHalfP50));
        }

        return table;
    }

    /// <summary>Configurations compared with the first.</summary>
    public static TextTable Comparison(IReadOnlyList<BenchReport> reports)
    {
        TextTable table = new("configuration", "p50", "p90", "p99", "queries/s", "p50 ratio", "p90 ratio", "p99 ratio");
        foreach ((BenchReport report, Ratio ratio) in reports.Zip(Ratio.ToFirst(reports)))
        {
            table.Add(
                ReportSentences.Configuration(report),
                TextTable.Milliseconds(report.LatencyMs.P50),
                TextTable.Milliseconds(report.LatencyMs.P90),
                TextTable.Milliseconds(report.LatencyMs.P99),
                Number(report.Qps, "0.0"),
                Number(ratio.P50, "0.000"),
                Number(ratio.P90, "0.000"),
                Number(ratio.P99, "0.000"));
        }

        return table;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

using System.Globalization;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>Reports as people read them in a terminal.</summary>
internal static class ReportText
{
    /// <summary>Each report on its own and, when there are several, one table that compares them.</summary>
    public static string Of(IReadOnlyList<BenchReport> reports)
    {
        StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (BenchReport report in reports)
        {
            Describe(report, text);
            text.WriteLine();
        }

        if (reports.Count > 1)
        {
            text.WriteLine(Compare(reports));
        }

        Describe(reports[0].Host, text);
        return text.ToString();
    }

    /// <summary>What was run, in a few words.</summary>
    public static string Configuration(BenchReport report) =>
        $"{report.Model} {report.Precision} on {report.Ep}, {report.Threads} {(report.Threads == 1 ? "thread" : "threads")}";

    /// <summary>As JSON reports write it.</summary>
    public static string Spinning(Spinning spinning) => spinning switch
    {
        Shared.Inference.Spinning.Off => "off",
        Shared.Inference.Spinning.Run => "run",
        _ => "always",
    };

    private static void Describe(BenchReport report, TextWriter text)
    {
        text.WriteLine($"{report.Scenario}: {Configuration(report)} ({report.EpReason})");
        text.WriteLine(report.Valid ? "VALID" : $"NOT VALID: {report.Reason}");
        text.WriteLine($"{TextTable.Count(report.Queries)} queries in {report.Seconds:0.0} s, {report.Qps:0.0} a second, after {TextTable.Count(report.WarmUp.Queries)} to warm up");
        TextTable table = new("ms", "min", "mean", "p50", "p90", "p95", "p97", "p99", "p99.9", "max", "std dev");
        Add(table, "latency", report.LatencyMs);
        foreach ((string stage, Percentiles times) in report.StagesMs)
        {
            Add(table, $"  {stage}", times);
        }

        if (report is { AgeMs: Percentiles age, DrawnAgeMs: Percentiles drawn })
        {
            Add(table, "age", age);
            Add(table, "age when drawn", drawn);
        }

        Add(table, "null model", report.NullMs);
        text.Write(table);
        DescribeLoad(report, text);
        text.WriteLine($"managed heap: {report.AllocatedBytesPerQuery:0.##} bytes a query; collections {report.Gc.Gen0 + report.Gc.Gen1 + report.Gc.Gen2}, {report.Gc.PauseMs:0.0} ms in all");
        Disturbance disturbance = report.Conditions.Disturbance;
        text.WriteLine($"others took {100 * disturbance.OthersShare:0.0} % of the processors, the hypervisor {100 * disturbance.StolenShare:0.0} %; {(report.AgeMs is null ? "the measuring thread" : "the thread that draws")} was put aside {TextTable.Count(disturbance.InvoluntarySwitches)} times");
    }

    private static void DescribeLoad(BenchReport report, TextWriter text)
    {
        if (report.FramesCaptured is long captured)
        {
            text.WriteLine($"source {report.Source}: {TextTable.Count(captured)} frames, {TextTable.Count(report.FramesDropped ?? 0)} dropped");
        }

        if (report.Load is not { Count: > 0 } load)
        {
            return;
        }

        TextTable table = new("rate", "asked", "delivered", "classified", "dropped", "age p50", "p99", "max", "1st half", "2nd half");
        foreach (LoadReport point in load)
        {
            table.Add(
                $"{point.Factor:0.#} × sustainable",
                point.AskedFps.ToString("0.0", CultureInfo.InvariantCulture),
                point.CapturedFps.ToString("0.0", CultureInfo.InvariantCulture),
                point.Fps.ToString("0.0", CultureInfo.InvariantCulture),
                point.DroppedShare.ToString("P1", CultureInfo.InvariantCulture),
                TextTable.Milliseconds(point.AgeMs.P50),
                TextTable.Milliseconds(point.AgeMs.P99),
                TextTable.Milliseconds(point.AgeMs.Max),
                TextTable.Milliseconds(point.AgeFirstHalfP50),
                TextTable.Milliseconds(point.AgeSecondHalfP50));
        }

        text.Write(table);
    }

    private static string Compare(IReadOnlyList<BenchReport> reports)
    {
        TextTable table = new("configuration", "p50", "p90", "p99", "queries/s", "p50 ratio", "p90 ratio", "p99 ratio");
        foreach ((BenchReport report, Ratio ratio) in reports.Zip(Ratio.ToFirst(reports)))
        {
            table.Add(
                Configuration(report),
                TextTable.Milliseconds(report.LatencyMs.P50),
                TextTable.Milliseconds(report.LatencyMs.P90),
                TextTable.Milliseconds(report.LatencyMs.P99),
                report.Qps.ToString("0.0", CultureInfo.InvariantCulture),
                ratio.P50.ToString("0.000", CultureInfo.InvariantCulture),
                ratio.P90.ToString("0.000", CultureInfo.InvariantCulture),
                ratio.P99.ToString("0.000", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private static void Add(TextTable table, string name, Percentiles times) => table.Add(
    [
        name,
        .. new[] { times.Min, times.Mean, times.P50, times.P90, times.P95, times.P97, times.P99, times.P999, times.Max, times.StdDev }.Select(TextTable.Milliseconds),
    ]);

    private static void Describe(HostInfo host, TextWriter text)
    {
        text.WriteLine($"{host.Cpu}, {host.Cores} processors; {host.Gpu ?? "no GPU"}; {host.Os}, {host.Kernel}");
        text.WriteLine($"{host.Runtime}; {string.Join(", ", host.Versions.Select(version => $"{version.Key} {Short(version.Value)}"))}; commit {host.Commit}");
    }

    private static string Short(string version) => version.Split('+', 2)[0];
}

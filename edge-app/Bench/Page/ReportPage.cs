using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Page;

/// <summary>A report with its charts as one HTML page that needs nothing else: no script, no picture, no font from anywhere.</summary>
internal static class ReportPage
{
    private static readonly string[] headings = ["ms", "min", "mean", "p50", "p90", "p95", "p97", "p99", "p99.9", "max", "std dev"];

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<Measurement> measurements)
    {
        StringBuilder page = new();
        BenchReport first = measurements[0].Report;
        string title = measurements.Count == 1 ? $"{first.Model}: {first.Scenario}" : $"{measurements.Count} configurations: {first.Scenario}";
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>{Chart.Escape(title)}</title>\n<style>\n{Style()}</style></head>\n<body><main>\n<h1>{Chart.Escape(title)}</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Chart.Escape($"{first.Started:yyyy-MM-dd HH:mm zzz}, {first.Host.Cpu}, commit {first.Host.Commit}")}</p>\n");
        if (measurements.Count > 1)
        {
            Compare(page, measurements);
        }

        foreach (Measurement measurement in measurements)
        {
            Describe(page, measurement);
        }

        Facts(page, first);
        page.Append("</main></body></html>\n");
        return page.ToString();
    }

    private static string Style()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("Bench/style.css")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static void Compare(StringBuilder page, IReadOnlyList<Measurement> measurements)
    {
        page.Append("<h2>Compared</h2>\n<div class=\"wide\"><table>");
        Row(page, "th", ["configuration", "p50", "p90", "p99", "queries/s", "p50 ratio", "p90 ratio", "p99 ratio"]);
        BenchReport[] reports = [.. measurements.Select(each => each.Report)];
        foreach ((BenchReport report, Ratio ratio) in reports.Zip(Ratio.ToFirst(reports)))
        {
            Row(page, "td", [
                ReportText.Configuration(report), TextTable.Milliseconds(report.LatencyMs.P50), TextTable.Milliseconds(report.LatencyMs.P90), TextTable.Milliseconds(report.LatencyMs.P99),
                Number(report.Qps, "0.0"), Number(ratio.P50, "0.000"), Number(ratio.P90, "0.000"), Number(ratio.P99, "0.000"),
            ]);
        }

        page.Append("</table></div>\n");
        page.Append("<h3>Latency by percentile</h3>\n");
        StringBuilder keys = new();
        for (int i = 0; i < reports.Length; i++)
        {
            keys.Append(CultureInfo.InvariantCulture, $"<span class=\"key s{i % 6}\"></span>{Chart.Escape(ReportText.Configuration(reports[i]))}<br/>");
        }

        Figure(page, LatencyCharts.Percentiles(measurements), keys.ToString());
    }

    private static void Describe(StringBuilder page, Measurement measurement)
    {
        BenchReport report = measurement.Report;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Chart.Escape(ReportText.Configuration(report))}</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {(report.Valid ? "valid" : "invalid")}\">{Chart.Escape(report.Valid ? "VALID" : $"NOT VALID: {report.Reason}")}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{Chart.Escape(string.Create(CultureInfo.InvariantCulture, $"{TextTable.Count(report.Queries)} queries in {report.Seconds:0.0} s, {report.Qps:0.0} a second; {report.AllocatedBytesPerQuery:0.##} bytes a query on the managed heap"))}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Chart.Escape($"{report.EpReason}; spinning {ReportText.Spinning(report.Spinning)}{(report.FramesCaptured is long captured ? $"; source {report.Source}: {TextTable.Count(captured)} frames, {TextTable.Count(report.FramesDropped ?? 0)} dropped" : "")}")}</p>\n");
        page.Append("<div class=\"wide\"><table>");
        Row(page, "th", headings);
        foreach ((string name, Percentiles times) in Rows(report))
        {
            Row(page, "td", [name, .. new[] { times.Min, times.Mean, times.P50, times.P90, times.P95, times.P97, times.P99, times.P999, times.Max, times.StdDev }.Select(TextTable.Milliseconds)]);
        }

        page.Append("</table></div>\n");
        Load(page, report);
        page.Append("<h3>How often which latency came</h3>\n");
        Figure(page, LatencyCharts.Histogram(measurement), "");
        page.Append("<h3>Latency by percentile</h3>\n");
        Figure(page, LatencyCharts.Percentiles([measurement]), "");
        page.Append("<h3>Latency over time</h3>\n");
        Figure(page, LatencyCharts.OverTime(measurement), $"The line is the median of each moment, the area reaches from the smallest to the largest. {(measurement.Collections.Count == 0 ? "No garbage collection." : $"Garbage collections: {measurement.Collections.Count} <span class=\"key s3\"></span>")}");
        Figure(page, LatencyCharts.Machine(measurement, sample => sample.Celsius, "temperature over time", "°C"), "The hottest thermal zone.", "No thermal zone of this machine can be read.");
        Figure(page, LatencyCharts.Machine(measurement, sample => sample.Megahertz, "clock over time", "MHz"), "The slowest processor.", "The processor's clock cannot be read while measuring on this machine.");
        page.Append("<h3>Stages</h3>\n");
        Figure(page, LatencyCharts.Stages(report), "Median, and the 99th percentile behind it.");
    }

    private static IEnumerable<(string Name, Percentiles Times)> Rows(BenchReport report)
    {
        yield return ("latency", report.LatencyMs);
        foreach ((string stage, Percentiles times) in report.StagesMs)
        {
            yield return (stage, times);
        }

        if (report is { AgeMs: Percentiles age, DrawnAgeMs: Percentiles drawn })
        {
            yield return ("age", age);
            yield return ("age when drawn", drawn);
        }

        yield return ("null model", report.NullMs);
    }

    private static void Load(StringBuilder page, BenchReport report)
    {
        if (report.Load is not { Count: > 0 } load)
        {
            return;
        }

        page.Append("<h3>At other rates</h3>\n<div class=\"wide\"><table>");
        Row(page, "th", ["rate", "asked", "delivered", "classified", "dropped", "age p50", "p99", "max", "p50, 1st half", "2nd half"]);
        foreach (LoadReport point in load)
        {
            Row(page, "td", [
                $"{Number(point.Factor, "0.#")} × sustainable", Number(point.AskedFps, "0.0"), Number(point.CapturedFps, "0.0"), Number(point.Fps, "0.0"), Number(100 * point.DroppedShare, "0.0") + " %",
                TextTable.Milliseconds(point.AgeMs.P50), TextTable.Milliseconds(point.AgeMs.P99), TextTable.Milliseconds(point.AgeMs.Max), TextTable.Milliseconds(point.AgeFirstHalfP50), TextTable.Milliseconds(point.AgeSecondHalfP50),
            ]);
        }

        page.Append("</table></div>\n");
    }

    private static void Facts(StringBuilder page, BenchReport report)
    {
        HostInfo host = report.Host;
        Disturbance disturbance = report.Conditions.Disturbance;
        page.Append("<h2>The machine</h2>\n<table class=\"facts\">");
        Row(page, "td", ["processor", $"{host.Cpu}, {host.Cores} logical processors"]);
        Row(page, "td", ["governor", host.Governor ?? "unknown"]);
        Row(page, "td", ["power mode", host.PowerMode ?? "none"]);
        Row(page, "td", ["GPU", host.Gpu is null ? "none" : $"{host.Gpu}, driver {host.Driver}"]);
        Row(page, "td", ["system", $"{host.Os}, {host.Kernel}"]);
        Row(page, "td", ["runtime", host.Runtime]);
        Row(page, "td", ["versions", string.Join(", ", host.Versions.Select(version => $"{version.Key} {version.Value.Split('+', 2)[0]}"))]);
        Row(page, "td", ["commit", host.Commit]);
        Row(page, "td", ["slowed down", report.Conditions.Throttling.Count == 0 ? "not seen" : string.Join("; ", report.Conditions.Throttling)]);
        Row(page, "td", ["disturbed", string.Create(CultureInfo.InvariantCulture, $"other programs took {100 * disturbance.OthersShare:0.0} % of the processors, the hypervisor {100 * disturbance.StolenShare:0.0} %; {(report.AgeMs is null ? "the measuring thread" : "the thread that draws")} was put aside {TextTable.Count(disturbance.InvoluntarySwitches)} times")]);
        Row(page, "td", ["model", $"{report.Model}, SHA-256 of the {report.Precision} file {report.Sha256}"]);
        page.Append("</table>\n");
    }

    private static void Figure(StringBuilder page, string? chart, string caption, string otherwise = "")
    {
        if (chart is null)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{otherwise}</p>\n");
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<figure>{chart}{(caption.Length > 0 ? $"<figcaption>{caption}</figcaption>" : "")}</figure>\n");
    }

    private static void Row(StringBuilder page, string cell, IEnumerable<string> cells) =>
        page.Append("<tr>").AppendJoin("", cells.Select(text => $"<{cell}>{Chart.Escape(text)}</{cell}>")).Append("</tr>\n");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

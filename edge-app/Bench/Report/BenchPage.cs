using System.Globalization;
using System.Net;
using System.Text;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>A report with charts as one self-contained HTML page, without scripts or external files.</summary>
internal static class BenchPage
{
    /// <summary>Formats the page.</summary>
    public static string Of(IReadOnlyList<Measurement> measurements)
    {
        StringBuilder page = new();
        BenchReport first = measurements[0].Report;
        string title = measurements.Count == 1 ? $"{first.Model}: {first.Scenario}" : $"{measurements.Count} configurations: {first.Scenario}";
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>{WebUtility.HtmlEncode(title)}</title>\n<style>\n{PageStyle.With(typeof(BenchPage), "Bench/style.css")}</style></head>\n<body><main>\n<h1>{WebUtility.HtmlEncode(title)}</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{WebUtility.HtmlEncode($"{first.Started:yyyy-MM-dd HH:mm zzz}, {first.Host.Cpu}, commit {first.Host.Commit}")}</p>\n");
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

    private static void Compare(StringBuilder page, IReadOnlyList<Measurement> measurements)
    {
        BenchReport[] reports = [.. measurements.Select(each => each.Report)];
        page.Append("<h2>Compared</h2>\n");
        Table(page, ReportTables.Comparison(reports));
        page.Append("<h3>Latency by percentile</h3>\n");
        StringBuilder keys = new();
        for (int i = 0; i < reports.Length; i++)
        {
            keys.Append(CultureInfo.InvariantCulture, $"<span class=\"key s{i % 6}\"></span>{WebUtility.HtmlEncode(ReportSentences.Configuration(reports[i]))}<br/>");
        }

        Figure(page, LatencyCharts.Percentiles(measurements), keys.ToString());
    }

    private static void Describe(StringBuilder page, Measurement measurement)
    {
        BenchReport report = measurement.Report;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(ReportSentences.Configuration(report))}</h2>\n");
        Paragraph(page, $"verdict {(report.Valid ? "valid" : "invalid")}", ReportSentences.Verdict(report));
        Paragraph(page, "", ReportSentences.Queries(report));
        Paragraph(page, "soft", $"{report.EpReason}; spinning {ReportSentences.Spinning(report.Spinning)}{ReportSentences.RealTime(report)}; SHA-256 of the {report.Precision} file {report.Sha256}");
        Paragraph(page, "soft", ReportSentences.Heap(report));
        Paragraph(page, "soft", report.Conditions.Disturbance.Describe());
        Table(page, ReportTables.Times(report));
        Load(page, report);
        page.Append("<h3>Latency histogram</h3>\n");
        Figure(page, LatencyCharts.Histogram(measurement), "");
        page.Append("<h3>Latency by percentile</h3>\n");
        Figure(page, LatencyCharts.Percentiles([measurement]), "");
        page.Append("<h3>Latency over time</h3>\n");
        Figure(page, LatencyCharts.OverTime(measurement), $"The line is the median; the area spans minimum to maximum. Garbage collections: {Marks("s3", measurement.Collections.Count)}. Samples with a thermal zone above its passive trip point: {Marks("hot", measurement.Machine.Count(sample => sample.OverTrip >= 0))}.");
        Figure(page, LatencyCharts.Machine(measurement, sample => sample.Celsius, "temperature over time", "°C"), "The hottest thermal zone.", "No thermal zone of this machine can be read.");
        Figure(page, LatencyCharts.Machine(measurement, sample => sample.Megahertz, "clock over time", "MHz"), "The slowest processor.", "The processor's clock cannot be read while measuring on this machine.");
        page.Append("<h3>Stages</h3>\n");
        Figure(page, LatencyCharts.Stages(report), "Median, and the 99th percentile behind it.");
    }

    private static void Load(StringBuilder page, BenchReport report)
    {
        if (ReportSentences.Source(report) is string source)
        {
            page.Append("<h3>Source and load</h3>\n");
            Paragraph(page, "", source);
        }

        if (report is { Sustainable: SustainableRate rate, Load: IReadOnlyList<LoadReport> load })
        {
            Paragraph(page, "", ReportSentences.Sustainable(rate, load.Count));
            Table(page, ReportTables.Load(load));
        }
    }

    private static string Marks(string style, int count) =>
        count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"<span class=\"key {style}\"></span>{count}");

    private static void Facts(StringBuilder page, BenchReport report)
    {
        HostInfo host = report.Host;
        page.Append("<h2>The machine</h2>\n<table class=\"facts\">");
        Row(page, "td", ["processor", $"{host.Cpu}, {host.Cores} logical processors"]);
        Row(page, "td", ["governor", host.Governor ?? "unknown"]);
        Row(page, "td", ["power mode", host.PowerMode ?? "none"]);
        Row(page, "td", ["clocks", ReportSentences.Clocks(report.Conditions)]);
        Row(page, "td", ["temperatures", ReportSentences.Temperatures(report.Conditions)]);
        Row(page, "td", ["GPU", host.Gpu is null ? "none" : $"{host.Gpu}, driver {host.Driver}"]);
        Row(page, "td", ["system", $"{host.Os}, {host.Kernel}"]);
        Row(page, "td", ["runtime", host.Runtime]);
        Row(page, "td", ["versions", ReportSentences.Versions(host)]);
        Row(page, "td", ["commit", host.Commit]);
        Row(page, "td", ["slowed down", report.Conditions.Throttling.Count == 0 ? "not seen" : string.Join("; ", report.Conditions.Throttling)]);
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

    private static void Paragraph(StringBuilder page, string style, string text) =>
        page.Append(CultureInfo.InvariantCulture, $"<p{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{WebUtility.HtmlEncode(text)}</p>\n");

    private static void Table(StringBuilder page, TextTable table)
    {
        page.Append("<div class=\"wide\"><table>");
        Row(page, "th", table.Rows[0]);
        foreach (IReadOnlyList<string> row in table.Rows.Skip(1))
        {
            Row(page, "td", row);
        }

        page.Append("</table></div>\n");
    }

    private static void Row(StringBuilder page, string cell, IEnumerable<string> cells) =>
        page.Append("<tr>").AppendJoin("", cells.Select(text => $"<{cell}>{WebUtility.HtmlEncode(text)}</{cell}>")).Append("</tr>\n");
}

using System.Globalization;
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
        BenchReport first = measurements[0].Report;
        string title = measurements.Count == 1 ? $"{first.Model}: {first.Scenario}" : $"{measurements.Count} configurations: {first.Scenario}";
        HtmlPage page = new(title, typeof(BenchPage), "Bench/style.css");
        page.Paragraph($"{first.Started:yyyy-MM-dd HH:mm zzz}, {first.Host.Cpu}, commit {first.Host.Commit}", "soft");
        if (measurements.Count > 1)
        {
            Compare(page, measurements);
        }

        foreach (Measurement measurement in measurements)
        {
            Describe(page, measurement);
        }

        Facts(page, first);
        return page.ToString();
    }

    private static void Compare(HtmlPage page, IReadOnlyList<Measurement> measurements)
    {
        BenchReport[] reports = [.. measurements.Select(each => each.Report)];
        page.Heading("Compared");
        page.Table(ReportTables.Comparison(reports).Rows);
        page.Heading("Latency by percentile", 3);
        Figure(page, LatencyCharts.Percentiles(measurements), string.Concat(reports.Select((report, i) => $"<span class=\"key s{i % 6}\"></span>{HtmlPage.Text(ReportSentences.Configuration(report))}<br/>")));
    }

    private static void Describe(HtmlPage page, Measurement measurement)
    {
        BenchReport report = measurement.Report;
        page.Heading(ReportSentences.Configuration(report));
        page.Paragraph(ReportSentences.Verdict(report), $"verdict {(report.Valid ? "valid" : "invalid")}");
        page.Paragraph(ReportSentences.Queries(report));
        page.Paragraph($"{report.EpReason}; spinning {ReportSentences.Spinning(report.Spinning)}{ReportSentences.RealTime(report)}; SHA-256 of the {report.Precision} file {report.Sha256}", "soft");
        page.Paragraph(ReportSentences.Heap(report), "soft");
        page.Paragraph(report.Conditions.Disturbance.Describe(), "soft");
        page.Table(ReportTables.Times(report).Rows);
        Load(page, report);
        page.Heading("Latency histogram", 3);
        Figure(page, LatencyCharts.Histogram(measurement), "");
        page.Heading("Latency by percentile", 3);
        Figure(page, LatencyCharts.Percentiles([measurement]), "");
        page.Heading("Latency over time", 3);
        Figure(page, LatencyCharts.OverTime(measurement), $"The line is the median; the area spans minimum to maximum. Garbage collections: {Marks("s3", measurement.Collections.Count)}. Samples with a thermal zone above its passive trip point: {Marks("hot", measurement.Machine.Count(sample => sample.OverTrip >= 0))}.");
        Figure(page, LatencyCharts.Machine(measurement, sample => sample.Celsius, "temperature over time", "°C"), "The hottest thermal zone.", "No thermal zone of this machine can be read.");
        Figure(page, LatencyCharts.Machine(measurement, sample => sample.Megahertz, "clock over time", "MHz"), "The slowest processor.", "The processor's clock cannot be read while measuring on this machine.");
        page.Heading("Stages", 3);
        Figure(page, LatencyCharts.Stages(report), "Median, and the 99th percentile behind it.");
    }

    private static void Load(HtmlPage page, BenchReport report)
    {
        if (ReportSentences.Source(report) is string source)
        {
            page.Heading("Source and load", 3);
            page.Paragraph(source);
        }

        if (report is { Sustainable: SustainableRate rate, Load: IReadOnlyList<LoadReport> load })
        {
            page.Paragraph(ReportSentences.Sustainable(rate, load.Count));
            page.Table(ReportTables.Load(load).Rows);
        }
    }

    private static string Marks(string style, int count) =>
        count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"<span class=\"key {style}\"></span>{count}");

    private static void Facts(HtmlPage page, BenchReport report)
    {
        HostInfo host = report.Host;
        page.Heading("The machine");
        page.Facts(
        [
            new("processor", $"{host.Cpu}, {host.Cores} logical processors"),
            new("governor", host.Governor ?? "unknown"),
            new("power mode", host.PowerMode ?? "none"),
            new("clocks", ReportSentences.Clocks(report.Conditions)),
            new("temperatures", ReportSentences.Temperatures(report.Conditions)),
            new("GPU", host.Gpu is null ? "none" : $"{host.Gpu}, driver {host.Driver}"),
            new("system", $"{host.Os}, {host.Kernel}"),
            new("runtime", host.Runtime),
            new("versions", ReportSentences.Versions(host)),
            new("commit", host.Commit),
            new("slowed down", report.Conditions.Throttling.Count == 0 ? "not seen" : string.Join("; ", report.Conditions.Throttling)),
        ]);
    }

    private static void Figure(HtmlPage page, string? chart, string caption, string otherwise = "")
    {
        if (chart is null)
        {
            page.Paragraph(otherwise, "soft");
            return;
        }

        page.Markup($"<figure>{chart}{(caption.Length > 0 ? $"<figcaption>{caption}</figcaption>" : "")}</figure>\n");
    }
}

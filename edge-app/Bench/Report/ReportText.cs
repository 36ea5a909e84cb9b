using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>Reports as text for a terminal.</summary>
internal static class ReportText
{
    /// <summary>Formats each report, and a comparison if there are several. Tables are at most <paramref name="columns"/> wide.</summary>
    public static string Of(IReadOnlyList<BenchReport> reports, int columns)
    {
        StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (BenchReport report in reports)
        {
            Describe(report, text, columns);
            text.WriteLine();
        }

        if (reports.Count > 1)
        {
            text.WriteLine(ReportTables.Comparison(reports).ToString(columns));
        }

        Describe(reports[0].Host, text);
        text.WriteLine($"clocks: {ReportSentences.Clocks(reports[0].Conditions)}");
        return text.ToString();
    }

    private static void Describe(BenchReport report, TextWriter text, int columns)
    {
        text.WriteLine($"{report.Scenario}: {ReportSentences.Configuration(report)} ({report.EpReason}), spinning {ReportSentences.Spinning(report.Spinning)}{ReportSentences.RealTime(report)}");
        text.WriteLine(ReportSentences.Verdict(report));
        text.WriteLine(ReportSentences.Queries(report));
        text.Write(ReportTables.Times(report).ToString(columns));
        if (ReportSentences.Source(report) is string source)
        {
            text.WriteLine(source);
        }

        if (report is { Sustainable: SustainableRate rate, Load: IReadOnlyList<LoadReport> load })
        {
            text.WriteLine(ReportSentences.Sustainable(rate, load.Count));
            text.Write(ReportTables.Load(load).ToString(columns));
        }

        text.WriteLine(ReportSentences.Heap(report));
        text.WriteLine(report.Conditions.Disturbance.Describe());
    }

    private static void Describe(HostInfo host, TextWriter text)
    {
        text.WriteLine($"{host.Cpu}, {host.Cores} processors; {host.Gpu ?? "no GPU"}; {host.Os}, {host.Kernel}");
        text.WriteLine($"{host.Runtime}; {ReportSentences.Versions(host)}; commit {host.Commit}");
    }
}

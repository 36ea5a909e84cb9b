using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>A <see cref="StartupReport"/> as text for a terminal.</summary>
internal static class StartupText
{
    /// <summary>Formats a few lines.</summary>
    public static string Of(StartupReport report)
    {
        TextTable table = new("ms", "min", "p50", "p90", "max");
        table.Add("later starts", TextTable.Milliseconds(report.LaterMs.Min), TextTable.Milliseconds(report.LaterMs.P50), TextTable.Milliseconds(report.LaterMs.P90), TextTable.Milliseconds(report.LaterMs.Max));
        return string.Create(CultureInfo.InvariantCulture, $"""
            startup: {report.Model} {report.Precision} on {report.Source}{string.Concat(report.Options.Select(option => $" {option}"))}, from the start of a process to its first classified frame, {report.Processes} processes
            first start {TextTable.Milliseconds(report.FirstMs)} ms
            {table}
            """);
    }
}

using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>A <see cref="SweepReport"/> as text for a terminal.</summary>
internal static class SweepText
{
    /// <summary>Formats a line for each configuration, at most <paramref name="columns"/> wide, and why some are excluded.</summary>
    public static string Of(SweepReport report, int columns)
    {
        TextTable table = new("configuration", "p50", "p90", "p99", "top-1", "");
        foreach (SweepEntry entry in report.Configurations)
        {
            table.Add(
                entry.Name,
                entry.LatencyMs is null ? "–" : TextTable.Milliseconds(entry.LatencyMs.P50),
                entry.LatencyMs is null ? "–" : TextTable.Milliseconds(entry.LatencyMs.P90),
                entry.LatencyMs is null ? "–" : TextTable.Milliseconds(entry.LatencyMs.P99),
                entry.Top1?.ToString("P2", CultureInfo.InvariantCulture) ?? "–",
                entry.Excluded is not null ? "excluded" : (entry.Precision, entry.Ep, entry.Threads) == (report.Tuned.Precision, report.Tuned.Ep, report.Tuned.Threads) ? "recommended" : "");
        }

        string slowed = report.Conditions.Throttling.Count > 0 ? $"\nNOT RELIABLE: the machine was throttled ({string.Join(", ", report.Conditions.Throttling)})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"sweep: {report.Model} on {report.Host.Cpu}, at most {report.MaxDrop:0.##} points of top-1 lost{slowed}\n{table.ToString(columns)}{string.Concat(report.Configurations.Where(entry => entry.Excluded is not null).Select(entry => $"{entry.Name} excluded: {entry.Excluded}\n"))}");
    }
}

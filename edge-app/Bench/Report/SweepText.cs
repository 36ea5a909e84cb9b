using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>A <see cref="SweepReport"/> as text for a terminal.</summary>
internal static class SweepText
{
    /// <summary>Formats a line for each configuration.</summary>
    public static string Of(SweepReport report)
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
                entry.Excluded is string reason ? $"excluded: {reason}" : (entry.Precision, entry.Ep, entry.Threads) == (report.Tuned.Precision, report.Tuned.Ep, report.Tuned.Threads) ? "recommended" : "");
        }

        string slowed = report.Conditions.Throttling.Count > 0 ? $"\nNOT RELIABLE: the machine was throttled ({string.Join(", ", report.Conditions.Throttling)})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"sweep: {report.Model} on {report.Host.Cpu}, at most {report.MaxDrop:0.##} points of top-1 lost{slowed}\n{table}");
    }
}

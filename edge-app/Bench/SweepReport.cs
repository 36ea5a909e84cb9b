using System.Globalization;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>What <c>bench --sweep</c> found.</summary>
internal sealed record SweepReport
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Points of top-1 that may be lost.</summary>
    public required double MaxDrop { get; init; }

    /// <summary>Every configuration, fastest first.</summary>
    public required IReadOnlyList<SweepEntry> Configurations { get; init; }

    /// <summary>The recommendation, as <c>--save</c> writes it.</summary>
    public required TunedSettings Tuned { get; init; }

    /// <summary>How the machine was meanwhile.</summary>
    public required Conditions Conditions { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }

    /// <summary>As people read it in a terminal.</summary>
    public string Text()
    {
        TextTable table = new("configuration", "p50", "p90", "p99", "top-1", "");
        foreach (SweepEntry entry in Configurations)
        {
            table.Add(
                entry.Name,
                entry.LatencyMs is null ? "–" : TextTable.Milliseconds(entry.LatencyMs.P50),
                entry.LatencyMs is null ? "–" : TextTable.Milliseconds(entry.LatencyMs.P90),
                entry.LatencyMs is null ? "–" : TextTable.Milliseconds(entry.LatencyMs.P99),
                entry.Top1?.ToString("P2", CultureInfo.InvariantCulture) ?? "–",
                entry.Excluded is string reason ? $"excluded: {reason}" : (entry.Precision, entry.Ep, entry.Threads) == (Tuned.Precision, Tuned.Ep, Tuned.Threads) ? "recommended" : "");
        }

        string slowed = Conditions.Throttling.Count > 0 ? $"\nNOT RELIABLE: the machine was slowed down ({string.Join(", ", Conditions.Throttling)})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"sweep: {Model} on {Host.Cpu}, at most {MaxDrop:0.##} points of top-1 lost{slowed}\n{table}");
    }
}

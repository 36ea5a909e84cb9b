using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>One configuration of a sweep.</summary>
internal sealed record SweepEntry
{
    /// <summary>The bundle's file, such as <c>fp32</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Execution provider.</summary>
    public required string Ep { get; init; }

    /// <summary>Threads on the CPU; null on other providers.</summary>
    public int? Threads { get; init; }

    /// <summary>Latency of a query; null if it does not run.</summary>
    public Percentiles? LatencyMs { get; init; }

    /// <summary>Accuracy of the file, from the card; null if not measured.</summary>
    public double? Top1 { get; init; }

    /// <summary>Why it cannot be recommended; null if it can.</summary>
    public string? Excluded { get; init; }

    /// <summary>A short description.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => Threads is int count ? $"{Precision} on {Ep}, {count} {(count == 1 ? "thread" : "threads")}" : $"{Precision} on {Ep}";
}

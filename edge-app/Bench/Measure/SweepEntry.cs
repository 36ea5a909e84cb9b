using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>One configuration of a sweep.</summary>
internal sealed record SweepEntry
{
    /// <summary>Which of the bundle's files.</summary>
    public required string Precision { get; init; }

    /// <summary>Execution provider.</summary>
    public required string Ep { get; init; }

    /// <summary>Threads on the CPU; absent elsewhere.</summary>
    public int? Threads { get; init; }

    /// <summary>One query; absent when it does not run.</summary>
    public Percentiles? LatencyMs { get; init; }

    /// <summary>Accuracy of the file, from the card; absent where it was not measured.</summary>
    public double? Top1 { get; init; }

    /// <summary>Why it cannot be recommended; absent when it can.</summary>
    public string? Excluded { get; init; }

    /// <summary>In a few words.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => Threads is int count ? $"{Precision} on {Ep}, {count} {(count == 1 ? "thread" : "threads")}" : $"{Precision} on {Ep}";
}

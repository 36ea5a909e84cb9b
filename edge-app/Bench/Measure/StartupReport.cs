using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The report of <c>bench --startup</c>. Times in milliseconds.</summary>
internal sealed record StartupReport
{
    /// <summary><c>startup</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file that ran.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of the bundle's files ran, such as <c>fp32</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The source, without credentials.</summary>
    public required string Source { get; init; }

    /// <summary>Further options of <c>live</c>, beside model, precision, source and limit.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Processes started.</summary>
    public required int Processes { get; init; }

    /// <summary>The first start, with cold caches of system and program.</summary>
    public required double FirstMs { get; init; }

    /// <summary>All starts after the first.</summary>
    public required Percentiles LaterMs { get; init; }

    /// <summary>All starts.</summary>
    public required Percentiles LatencyMs { get; init; }

    /// <summary>Each start, in order.</summary>
    public required IReadOnlyList<double> EachMs { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}

using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A report with its raw data.</summary>
internal sealed record Measurement
{
    /// <summary>The report.</summary>
    public required BenchReport Report { get; init; }

    /// <summary>All queries or frames.</summary>
    public required QueryLog Log { get; init; }

    /// <summary>Stages of a query.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Times of garbage collections, <see cref="System.Diagnostics.Stopwatch"/> timestamps.</summary>
    public required IReadOnlyList<long> Collections { get; init; }

    /// <summary>Temperature and clock during the measurement.</summary>
    public required IReadOnlyList<MachineSample> Machine { get; init; }
}

using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A report and what is behind it.</summary>
internal sealed record Measurement
{
    /// <summary>The report.</summary>
    public required BenchReport Report { get; init; }

    /// <summary>Every query or frame.</summary>
    public required QueryLog Log { get; init; }

    /// <summary>Their parts.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>When the garbage collector was noticed, <see cref="System.Diagnostics.Stopwatch"/> timestamps.</summary>
    public required IReadOnlyList<long> Collections { get; init; }

    /// <summary>Temperature and clock meanwhile.</summary>
    public required IReadOnlyList<MachineSample> Machine { get; init; }
}

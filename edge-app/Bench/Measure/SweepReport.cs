using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The report of <c>bench --sweep</c>.</summary>
internal sealed record SweepReport
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Points of top-1 that may be lost.</summary>
    public required double MaxDrop { get; init; }

    /// <summary>All configurations, fastest first.</summary>
    public required IReadOnlyList<SweepEntry> Configurations { get; init; }

    /// <summary>The recommendation, as <c>--save</c> writes it.</summary>
    public required TunedSettings Tuned { get; init; }

    /// <summary>Clocks, temperatures and load during the sweep.</summary>
    public required Conditions Conditions { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}

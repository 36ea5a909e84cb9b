using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>What a report says about the machine, the same for all configurations that took turns on it.</summary>
/// <param name="Started">When the measurement began.</param>
/// <param name="Host">The machine.</param>
/// <param name="Conditions">How it was meanwhile.</param>
internal sealed record Setting(DateTimeOffset Started, HostInfo Host, Conditions Conditions);

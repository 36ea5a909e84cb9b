using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Facts about the machine, shared by all configurations that took turns.</summary>
/// <param name="Started">Start of the measurement.</param>
/// <param name="Host">The machine.</param>
/// <param name="Conditions">Clocks, temperatures and load during the measurement.</param>
internal sealed record Setting(DateTimeOffset Started, HostInfo Host, Conditions Conditions);

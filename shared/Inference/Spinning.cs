namespace EdgeResNet.Shared.Inference;

/// <summary>
/// Whether the network's CPU threads spin while they wait for work. Lowers latency and costs processor time
/// (docs/benchmarks-log.md has the figures). No effect with one thread and on accelerators.
/// </summary>
public enum Spinning
{
    /// <summary>They sleep; each operator wakes them. Least processor time, for capture and display on the same cores.</summary>
    Off,

    /// <summary>They spin between the operators of a run, not between runs.</summary>
    Run,

    /// <summary>They spin between runs too: lowest latency after a pause, but the cores are always busy.</summary>
    Always,
}

namespace EdgeResNet.Shared.Inference;

/// <summary>
/// Whether the network's threads on the CPU wait busily for their next piece of work. It buys latency with processor time;
/// docs/benchmarks-log.md has the figures. Without effect on one thread and on accelerators.
/// </summary>
public enum Spinning
{
    /// <summary>They sleep: each operator wakes them. The least processor time, for capture and display on the same cores.</summary>
    Off,

    /// <summary>Between the operators of a run, not between runs.</summary>
    Run,

    /// <summary>Between runs too: the lowest latency of a run that comes after a pause, and processor cores that are always busy.</summary>
    Always,
}

namespace EdgeResNet.Shared.Machine;

/// <summary>Other programs' share of the machine during a measurement. Explains high percentiles; a report stays valid.</summary>
/// <param name="StolenShare">Share of the processors' time that the hypervisor gave to other machines (proc(5), <c>steal</c>).</param>
/// <param name="OthersShare">Share of the processors' time for other programs of this machine.</param>
/// <param name="InvoluntarySwitches">Involuntary context switches of the thread that runs the network.</param>
public sealed record Disturbance(double StolenShare, double OthersShare, long InvoluntarySwitches)
{
    /// <summary>The same in words.</summary>
    public string Describe() =>
        FormattableString.Invariant($"others took {100 * OthersShare:0.0} % of the processors, the hypervisor {100 * StolenShare:0.0} %; the network thread was interrupted {InvoluntarySwitches:N0} times");
}

namespace EdgeResNet.Shared.Machine;

/// <summary>What others took of the machine during a measurement. It explains high percentiles and does not make a report invalid.</summary>
/// <param name="StolenShare">Share of the processors' time that the hypervisor gave to other machines (proc(5), <c>steal</c>).</param>
/// <param name="OthersShare">Share of the processors' time that other programs of this machine used.</param>
/// <param name="InvoluntarySwitches">How often the thread that runs the network was put aside although it had work to do.</param>
public sealed record Disturbance(double StolenShare, double OthersShare, long InvoluntarySwitches)
{
    /// <summary>The same in words.</summary>
    public string Describe() =>
        FormattableString.Invariant($"others took {100 * OthersShare:0.0} % of the processors, the hypervisor {100 * StolenShare:0.0} %; the thread of the network was put aside {InvoluntarySwitches:N0} times");
}

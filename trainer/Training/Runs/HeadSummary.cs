using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>What a retraining of the head alone came to: <c>summary.json</c>.</summary>
/// <param name="Method">Always <c>head</c>.</param>
/// <param name="Arch">Architecture.</param>
/// <param name="Params">Parameters of the whole network.</param>
/// <param name="Data">What <c>--data</c> said.</param>
/// <param name="Learned">Pictures that the head was fitted to.</param>
/// <param name="Top1">Share of right answers to the pictures of <paramref name="Comparison"/>, 0 to 1; null where they cannot be judged.</param>
/// <param name="Ece">Expected calibration error of these answers; null with it.</param>
/// <param name="Seconds">From the first picture to the comparison.</param>
/// <param name="Promote"><c>yes</c> or <c>no</c>: whether the new model should take the old one's place.</param>
/// <param name="PromoteReason">Why.</param>
/// <param name="Comparison">Both models, class by class.</param>
/// <param name="Host">The machine.</param>
internal sealed record HeadSummary(string Method, string Arch, long Params, string Data, int Learned, double? Top1, double? Ece, double Seconds, string Promote, string PromoteReason, ModelComparison Comparison, HostInfo Host);

using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Result of a retraining of the head alone: <c>summary.json</c>.</summary>
/// <param name="Method">Always <c>head</c>.</param>
/// <param name="Arch">Architecture.</param>
/// <param name="Params">Parameters of the whole network.</param>
/// <param name="Data">Value of <c>--data</c>.</param>
/// <param name="Learned">Learned pictures.</param>
/// <param name="Top1">Share of right answers to the pictures of <paramref name="Comparison"/>, 0 to 1; null if they cannot be judged.</param>
/// <param name="Ece">Expected calibration error of these answers; null without top-1.</param>
/// <param name="Seconds">From the first picture to the comparison.</param>
/// <param name="Promote"><c>yes</c> or <c>no</c>: whether the new model should replace the old one.</param>
/// <param name="PromoteReason">Why.</param>
/// <param name="Comparison">Both models, class by class.</param>
/// <param name="Host">The machine.</param>
internal sealed record HeadSummary(string Method, string Arch, long Params, string Data, int Learned, double? Top1, double? Ece, double Seconds, string Promote, string PromoteReason, ModelComparison Comparison, HostInfo Host);

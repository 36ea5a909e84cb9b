using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Trainer.Evaluation;

/// <summary>The JSON of <c>evaluate</c>; see <see cref="ClassificationMetrics"/> for the numbers.</summary>
internal sealed record EvaluationReport(
    string Model,
    string Data,
    int Samples,
    double Top1,
    double Top5,
    double Loss,
    double Ece,
    IReadOnlyList<ClassMetrics> PerClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    OodReport? Ood = null)
{
    /// <summary>The measured file of the bundle; absent for float32.</summary>
    public string? Precision { get; init; }

    /// <summary>Classes of the data that the model lacks, and so are not measured; absent where there are none.</summary>
    public IReadOnlyList<UnknownClass>? LeftOut { get; init; }
}

/// <summary>How a model separates strange pictures from known ones.</summary>
/// <param name="Data">The strange pictures.</param>
/// <param name="Samples">How many.</param>
/// <param name="UnknownBy">The card's measure, for all numbers except the last two.</param>
/// <param name="Auroc">Probability that the measure of a known picture is above that of a strange one.</param>
/// <param name="Fpr95">Share of the strange pictures above the threshold that 95 % of the known ones reach.</param>
/// <param name="Rejected">Share of the strange pictures that the card's threshold calls unknown.</param>
/// <param name="Accepted">Share of the known pictures that stay known.</param>
/// <param name="MaxSoftmax">The same separation by the highest score, for comparison (Hendrycks and Gimpel, 2017).</param>
/// <param name="Energy">The same by the energy (Liu et al., 2020); absent if it is the card's measure.</param>
internal sealed record OodReport(string Data, int Samples, string UnknownBy, double Auroc, double Fpr95, double Rejected, double Accepted, Separation MaxSoftmax, Separation? Energy = null);

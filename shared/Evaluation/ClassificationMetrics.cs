namespace EdgeResNet.Shared.Evaluation;

/// <summary>Accuracy of a classifier on labelled pictures.</summary>
/// <param name="Samples">Number of pictures.</param>
/// <param name="Top1">Share of pictures whose highest logit is the true class, 0 to 1.</param>
/// <param name="Top5">Share of pictures with the true class among the five highest logits, 0 to 1; 1 with five classes or fewer.</param>
/// <param name="Loss">Mean cross-entropy of the scores, in nats.</param>
/// <param name="Ece">Expected calibration error of the highest score, 15 bins (Guo et al., 2017), 0 to 1.</param>
/// <param name="PerClass">In the order of the labels.</param>
/// <param name="Confusion"><c>[truth][prediction]</c>, in pictures.</param>
/// <param name="Bins">The bins behind <paramref name="Ece"/>, by rising score.</param>
internal sealed record ClassificationMetrics(
    int Samples,
    double Top1,
    double Top5,
    double Loss,
    double Ece,
    IReadOnlyList<ClassMetrics> PerClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    IReadOnlyList<CalibrationBin> Bins);


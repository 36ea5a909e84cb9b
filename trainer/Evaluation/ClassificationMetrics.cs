namespace EdgeResNet.Trainer.Evaluation;

/// <summary>How well one class is found.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Precision">Share of the pictures given this label that deserve it; 0 where none was given it.</param>
/// <param name="Recall">Share of the pictures of this class that were given this label; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of both; 0 where both are 0.</param>
/// <param name="Support">Pictures of this class.</param>
internal sealed record ClassMetrics(string Label, double Precision, double Recall, double F1, int Support);

/// <summary>Accuracy of a classifier on labelled pictures.</summary>
/// <param name="Samples">Number of pictures.</param>
/// <param name="Top1">Share of pictures whose highest logit is the true class, 0 to 1.</param>
/// <param name="Top5">Share of pictures whose true class is among the five highest logits, 0 to 1; 1 with five classes or fewer.</param>
/// <param name="Loss">Mean cross-entropy of the scores, in nats.</param>
/// <param name="Ece">Expected calibration error of the highest score, 15 bins (Guo et al., 2017), 0 to 1.</param>
/// <param name="PerClass">In the order of the labels.</param>
/// <param name="Confusion"><c>[truth][prediction]</c>, in pictures.</param>
internal sealed record ClassificationMetrics(
    int Samples,
    double Top1,
    double Top5,
    double Loss,
    double Ece,
    IReadOnlyList<ClassMetrics> PerClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion);

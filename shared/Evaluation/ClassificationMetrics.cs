namespace EdgeResNet.Shared.Evaluation;

/// <summary>How well one class is found.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Precision">Share of the pictures given this label that deserve it; 0 where none was given it.</param>
/// <param name="Recall">Share of the pictures of this class that were given this label; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of both; 0 where both are 0.</param>
/// <param name="Support">Pictures of this class.</param>
internal sealed record ClassMetrics(string Label, double Precision, double Recall, double F1, int Support);

/// <summary>Pictures whose highest score lies in one of the bins of the reliability diagram, which are of equal width.</summary>
/// <param name="Samples">How many.</param>
/// <param name="Correct">Those of them whose answer is right.</param>
/// <param name="ScoreSum">Sum of their highest scores.</param>
internal sealed record CalibrationBin(int Samples, int Correct, double ScoreSum)
{
    /// <summary>Share of right answers, 0 to 1; 0 where the bin is empty.</summary>
    public double Accuracy => Samples == 0 ? 0 : (double)Correct / Samples;

    /// <summary>Mean of the scores, 0 to 1; 0 where the bin is empty.</summary>
    public double MeanScore => Samples == 0 ? 0 : ScoreSum / Samples;

    /// <summary>How much the scores promise more than is kept; below 0 they promise less.</summary>
    public double Gap => MeanScore - Accuracy;
}

/// <summary>Accuracy of a classifier on labelled pictures.</summary>
/// <param name="Samples">Number of pictures.</param>
/// <param name="Top1">Share of pictures whose highest logit is the true class, 0 to 1.</param>
/// <param name="Top5">Share of pictures whose true class is among the five highest logits, 0 to 1; 1 with five classes or fewer.</param>
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

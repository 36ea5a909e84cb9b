namespace EdgeResNet.Shared.Evaluation;

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

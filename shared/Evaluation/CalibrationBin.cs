namespace EdgeResNet.Shared.Evaluation;

/// <summary>Pictures whose highest score lies in one bin of the reliability diagram. Bins have equal width.</summary>
/// <param name="Samples">How many.</param>
/// <param name="Correct">How many answers are right.</param>
/// <param name="ScoreSum">Sum of their highest scores.</param>
internal sealed record CalibrationBin(int Samples, int Correct, double ScoreSum)
{
    /// <summary>Share of right answers, 0 to 1; 0 where the bin is empty.</summary>
    public double Accuracy => Samples == 0 ? 0 : (double)Correct / Samples;

    /// <summary>Mean of the scores, 0 to 1; 0 where the bin is empty.</summary>
    public double MeanScore => Samples == 0 ? 0 : ScoreSum / Samples;

    /// <summary>Mean score minus share of right answers: above 0 the model is overconfident, below 0 underconfident.</summary>
    public double Gap => MeanScore - Accuracy;
}

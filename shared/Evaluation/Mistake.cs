namespace EdgeResNet.Shared.Evaluation;

/// <summary>A picture with a wrong answer.</summary>
/// <param name="Index">Its place in the set.</param>
/// <param name="Truth">Its class.</param>
/// <param name="Answer">The class with the highest logit.</param>
/// <param name="Score">Score of <paramref name="Answer"/>, 0 to 1.</param>
/// <param name="TruthScore">Score of <paramref name="Truth"/>, 0 to 1.</param>
internal sealed record Mistake(int Index, int Truth, int Answer, double Score, double TruthScore);

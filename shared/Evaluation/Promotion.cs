namespace EdgeResNet.Shared.Evaluation;

/// <summary>Whether a new model should take the old one's place.</summary>
/// <param name="Yes">It should.</param>
/// <param name="Reason">Why, in one line.</param>
internal sealed record Promotion(bool Yes, string Reason);

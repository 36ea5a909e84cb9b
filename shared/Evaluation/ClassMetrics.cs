namespace EdgeResNet.Shared.Evaluation;

/// <summary>Accuracy on one class.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Precision">Share of right answers among the pictures with this label; 0 where there are none.</param>
/// <param name="Recall">Share of the pictures of this class with this label; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of both; 0 where both are 0.</param>
/// <param name="Support">Pictures of this class.</param>
internal sealed record ClassMetrics(string Label, double Precision, double Recall, double F1, int Support);

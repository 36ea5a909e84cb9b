using System.Text.Json.Serialization;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>Accuracy on one class. A share without pictures is null, also in JSON: it is not 0.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Precision">Share of right answers among the pictures with this label; 0 where there are none, null where the class has no pictures either.</param>
/// <param name="Recall">Share of the pictures of this class with this label; null where there are none.</param>
/// <param name="F1">Harmonic mean of both, 0 where both are 0; null where there is no recall.</param>
/// <param name="Support">Pictures of this class.</param>
internal sealed record ClassMetrics(
    string Label,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Precision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Recall,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? F1,
    int Support);

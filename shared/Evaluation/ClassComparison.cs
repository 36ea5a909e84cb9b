using System.Text.Json.Serialization;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>A class before and after a retraining. Shares are 0 to 1; null if the model does not know the class or no picture shows it.</summary>
/// <param name="Label">Class name.</param>
/// <param name="Support">Pictures of this class.</param>
/// <param name="OldRecall">Share of them that the old model found.</param>
/// <param name="NewRecall">Share of them that the new model found.</param>
/// <param name="RecallChange">New minus old, in points.</param>
/// <param name="OldPrecision">Share of right answers among the pictures with this label from the old model.</param>
/// <param name="NewPrecision">The same of the new model.</param>
internal sealed record ClassComparison(
    string Label,
    int Support,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? OldRecall,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? NewRecall,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? RecallChange,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? OldPrecision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? NewPrecision);

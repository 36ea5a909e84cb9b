using System.Text.Json.Serialization;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The JSON of <c>teach</c>.</summary>
/// <param name="Classes">What was learned, in the order of the logits.</param>
/// <param name="Top1">Share of right answers, 0 to 1; null where no picture could be judged.</param>
/// <param name="Interval">95 % interval of <paramref name="Top1"/> (Wilson, 1927), lower and upper end; null with it.</param>
/// <param name="Judged">Pictures that <paramref name="Top1"/> counts.</param>
/// <param name="Method"><c>cross-validated</c>, or the split that was measured on: <c>val</c> or <c>test</c>.</param>
/// <param name="PerClass">In the order of the logits, without classes of which no picture was judged.</param>
/// <param name="Ece">Expected calibration error of these answers, 15 bins.</param>
/// <param name="UnknownBy">What tells unknown pictures.</param>
/// <param name="UnknownAuroc">How well each measure told classes that were left out in turn; empty with fewer than three classes.</param>
/// <param name="Seconds">From the first picture to the verified bundle.</param>
/// <param name="FineTuned">Whether the whole network was trained.</param>
/// <param name="FineTuning">Why, in words.</param>
/// <param name="Unreadable">Pictures that were left out.</param>
/// <param name="Bundle">The bundle's folder.</param>
internal sealed record TeachReport(
    IReadOnlyList<TaughtClass> Classes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Top1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<double>? Interval,
    int Judged,
    string Method,
    IReadOnlyList<ClassMetrics> PerClass,
    double? Ece,
    string UnknownBy,
    IReadOnlyDictionary<string, double> UnknownAuroc,
    double Seconds,
    bool FineTuned,
    string FineTuning,
    int Unreadable,
    string Bundle)
{
    /// <summary>The compact network beside the taught one; absent without <c>--shrink</c>.</summary>
    public ShrinkReport? Shrunk { get; init; }
}

/// <summary>A class that was learned.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Pictures">How many it was learned from.</param>
internal sealed record TaughtClass(string Label, int Pictures);

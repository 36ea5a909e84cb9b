using System.Text.Json.Serialization;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The JSON of <c>teach</c>.</summary>
/// <param name="Classes">The learned classes, in the order of the logits.</param>
/// <param name="Top1">Share of right answers, 0 to 1; null if no picture could be judged.</param>
/// <param name="Interval">95 % interval of <paramref name="Top1"/> (Wilson, 1927), lower and upper end; null without it.</param>
/// <param name="Judged">Number of pictures of <paramref name="Top1"/>.</param>
/// <param name="Method"><c>cross-validated</c>, or the measured split: <c>val</c> or <c>test</c>.</param>
/// <param name="PerClass">In the order of the logits, without classes that have no judged picture.</param>
/// <param name="Ece">Expected calibration error of these answers, 15 bins.</param>
/// <param name="UnknownBy">The unknown measure.</param>
/// <param name="UnknownAuroc">AUROC of each measure for classes left out in turn; empty with fewer than three classes.</param>
/// <param name="Seconds">From the first picture to the verified bundle.</param>
/// <param name="FineTuned">Whether the whole network was trained.</param>
/// <param name="FineTuning">Why, in words.</param>
/// <param name="Unreadable">Omitted pictures.</param>
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
    /// <summary>Comparison with the compact network; absent without <c>--shrink</c>.</summary>
    public ShrinkReport? Shrunk { get; init; }
}

/// <summary>A learned class.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Pictures">Number of its learned pictures.</param>
internal sealed record TaughtClass(string Label, int Pictures);

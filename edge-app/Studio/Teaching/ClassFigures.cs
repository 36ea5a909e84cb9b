namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>How well a class is told from the others, by heads that did not learn the pictures.</summary>
/// <param name="Accuracy">Share of right answers, 0 to 1; null if unknown.</param>
/// <param name="Interval">Its 95 % interval; null without one.</param>
/// <param name="ConfusedWith">Other labels that its pictures got, with their number, most first.</param>
internal sealed record ClassFigures(double? Accuracy, IReadOnlyList<double>? Interval, IReadOnlyList<(string Label, int Pictures)> ConfusedWith);

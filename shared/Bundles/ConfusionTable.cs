using System.Globalization;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Bundles;

/// <summary>The largest confusions of many classes as a picture of a table: truth, answer, how often.</summary>
internal static class ConfusionTable
{
    private const int Rows = 40;
    private const int RowHeight = 18;
    private const int Top = 44;
    private const int NameWidth = 260;
    private const int LongestName = 38; // characters that fit into the width
    private const int BarWidth = 200;
    private const int Width = (2 * NameWidth) + BarWidth + 60;

    /// <summary>Draws it.</summary>
    public static string Draw(ClassificationMetrics metrics)
    {
        (int Truth, int Answer, int Count)[] largest = Largest(metrics.Confusion);
        Svg svg = new(Width, Top + (largest.Length * RowHeight) + 10, "Largest confusions");
        svg.Text(10, 16, string.Create(CultureInfo.InvariantCulture, $"the {largest.Length} largest confusions of {metrics.PerClass.Count:N0} classes; {metrics.Samples:N0} pictures"), color: Svg.Soft);
        svg.Text(10, Top - 8, "truth", color: Svg.Soft);
        svg.Text(10 + NameWidth, Top - 8, "answer", color: Svg.Soft);
        svg.Text(10 + (2 * NameWidth), Top - 8, "share of the true class's pictures", color: Svg.Soft);
        for (int row = 0; row < largest.Length; row++)
        {
            (int truth, int answer, int count) = largest[row];
            double share = (double)count / Math.Max(1, metrics.PerClass[truth].Support);
            double baseline = Top + (row * RowHeight) + 12;
            svg.Text(10, baseline, Name(metrics, truth));
            svg.Text(10 + NameWidth, baseline, Name(metrics, answer));
            svg.Rectangle(10 + (2 * NameWidth), baseline - 11, BarWidth * share, RowHeight - 4, Svg.Bad);
            svg.Text(16 + (2 * NameWidth) + (BarWidth * share), baseline, string.Create(CultureInfo.InvariantCulture, $"{count:N0}"));
        }

        return svg.ToString();
    }

    private static (int Truth, int Answer, int Count)[] Largest(IReadOnlyList<IReadOnlyList<int>> confusion) =>
    [
        .. confusion.SelectMany((row, truth) => row.Select((count, answer) => (Truth: truth, Answer: answer, Count: count)))
            .Where(cell => cell.Truth != cell.Answer && cell.Count > 0)
            .OrderByDescending(cell => cell.Count).ThenBy(cell => cell.Truth).ThenBy(cell => cell.Answer)
            .Take(Rows),
    ];

    private static string Name(ClassificationMetrics metrics, int label) =>
        metrics.PerClass[label].Label is { Length: > LongestName } name ? $"{name[..^(name.Length - LongestName + (char.IsHighSurrogate(name[LongestName - 1]) ? 1 : 0))]}…" : metrics.PerClass[label].Label;
}

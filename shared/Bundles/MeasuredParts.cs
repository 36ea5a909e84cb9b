using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Bundles;

/// <summary>The parts of a bundle's page that say how accurate the model is: rows of the first table, and the classes.</summary>
/// <param name="Headline">Rows of the table.</param>
/// <param name="Classes">The section of the classes.</param>
internal sealed record MeasuredParts(string Headline, string Classes)
{
    private const string Separator = "|---|---|\n";
    private const string After = "| parameters |";
    private const string Section = "## Classes\n";
    private const int MostUnfolded = 100; // rows of a table that nobody asked for

    /// <summary>Written anew from a measurement.</summary>
    public static MeasuredParts Of(ModelCard card, ClassificationMetrics metrics)
    {
        string method = card.Metrics?.Method is string how ? $"{ModelPage.Cell(how)}: each was judged by a head that did not learn from it" : "without test-time augmentation";
        string range = card.Metrics?.Interval is [double low, double high] ? $" (95 % interval {Percent.Of(low)} to {Percent.Of(high)})" : "";
        string before = card.Metrics?.EceBefore is double ece ? $" (before the calibration {Percent.Of(ece)})" : "";
        bool folded = metrics.PerClass.Count > MostUnfolded;
        StringBuilder classes = new(Section);
        if (folded)
        {
            classes.Append(CultureInfo.InvariantCulture, $"<details><summary>{metrics.PerClass.Count:N0} classes</summary>\n\n"); // Markdown inside needs the empty line
        }

        classes.Append("| class | precision | recall | F1 | pictures |\n|---|---:|---:|---:|---:|\n");
        foreach (ClassMetrics row in metrics.PerClass)
        {
            classes.Append(CultureInfo.InvariantCulture, $"| {ModelPage.Cell(row.Label)} | {Percent.Of(row.Precision)} | {Percent.Of(row.Recall)} | {Percent.Of(row.F1)} | {row.Support:N0} |\n");
        }

        classes.Append(folded ? "\n</details>\n" : "");
        return new MeasuredParts(
            $"""
            | top-1 | **{Percent.Of(metrics.Top1)}**{range} on the {metrics.Samples.ToString("N0", CultureInfo.InvariantCulture)} pictures of {ModelPage.Cell(card.Metrics?.Dataset ?? "")}, {method} |
            | top-5 | {Percent.Of(metrics.Top5)} |
            | loss (cross-entropy) | {metrics.Loss.ToString("0.0000", CultureInfo.InvariantCulture)} |
            | expected calibration error, {MetricsAccumulator.CalibrationBins} bins | {Percent.Of(metrics.Ece)}{before} |

            """,
            classes.Append(CultureInfo.InvariantCulture, $"\n![Confusion matrix]({ModelPage.ConfusionFile})\n").ToString());
    }

    /// <summary>As an existing page has them; null if it has none, or is not one of this program.</summary>
    public static MeasuredParts? OfPage(string page)
    {
        int head = page.IndexOf(Separator, StringComparison.Ordinal) + Separator.Length;
        int end = page.IndexOf(After, StringComparison.Ordinal);
        int classes = page.IndexOf(Section, StringComparison.Ordinal);
        if (head < Separator.Length || end <= head || classes < 0)
        {
            return null;
        }

        int next = page.IndexOf("\n## ", classes + Section.Length, StringComparison.Ordinal);
        return new MeasuredParts(page[head..end], next < 0 ? page[classes..] : page[classes..next]);
    }
}

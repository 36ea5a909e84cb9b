using System.Globalization;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Report;

/// <summary><c>report.html</c> of a retrained head, in the style of <see cref="TrainingPage"/>.</summary>
internal static class HeadPage
{
    /// <summary>The page.</summary>
    /// <param name="summary">Result of the retraining.</param>
    /// <param name="taught">The head.</param>
    /// <param name="confusion">Path of the confusion matrix's picture, embedded in the page if it exists.</param>
    public static string Write(HeadSummary summary, TeachReport taught, string confusion)
    {
        HtmlPage page = TrainingPage.Begin($"{summary.Arch} on {summary.Data}: a new head");
        page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Fitted to {summary.Learned:N0} pictures in {summary.Seconds:F0} s on {summary.Host.Cpu}, commit {summary.Host.Commit}. The network below the head is the old model's."), "soft");
        TrainingPage.Compared(page, summary.Comparison, summary.Promote, summary.PromoteReason);
        if (File.Exists(confusion))
        {
            page.Heading("Confusion");
            page.Wide($"<figure>{File.ReadAllText(confusion)}</figure>");
        }

        page.Heading("Classes");
        page.Table([["class", "pictures learned"], .. taught.Classes.Select(each => new[] { each.Label, TrainingPage.Count(each.Pictures) })], sortable: true);
        return page.ToString();
    }
}

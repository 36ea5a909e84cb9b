using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Charts;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;

namespace EdgeResNet.Trainer.Report;

/// <summary><c>report.html</c>: a run for people, on one self-contained page.</summary>
internal static class TrainingPage
{
    private const int MostMistakes = 24;

    /// <summary>The page.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="data">Its data, the source of the pictures.</param>
    /// <param name="summary">Its results.</param>
    /// <param name="exported">Its bundle.</param>
    public static string Write(RunFolder run, DataSplits data, TrainingSummary summary, ExportedBundle exported)
    {
        IReadOnlyList<EpochMetrics> epochs = run.Metrics.Read();
        OneCycle schedule = new(run.Spec.Recipe.Lr, run.Spec.Recipe.Warmup, summary.Steps);
        string title = $"{summary.Arch} on {summary.Data}";
        HtmlPage page = Begin(title);
        page.Markup($"<p class=\"soft\">{(epochs[^1].Time is DateTimeOffset end ? $"finished {end:yyyy-MM-dd HH:mm} UTC, " : "")}{HtmlPage.Text(summary.Host.Cpu)}, commit {HtmlPage.Text(summary.Host.Commit)}</p>\n");
        Tiles(page, summary, exported);
        page.Paragraph($"Top-1, calibration, classes and mistakes are of the exported file, run by ONNX Runtime on the {summary.Samples:N0} pictures of {summary.Dataset}. {ModelPage.Selection(exported.Card, choseCheckpoint: data.Test is null, name => name)}");

        if (summary.Comparison is ModelComparison comparison)
        {
            Compared(page, comparison, summary.Promote!, summary.PromoteReason!);
        }

        page.Heading("Curves");
        Charts(page, [.. CurvesChart.DrawEach(epochs), RunCharts.LearningRate(schedule, summary.Steps)]);
        page.Paragraph("Training is measured during the steps, on augmented pictures and with the recipe's loss. Validation is measured on plain pictures, with plain cross-entropy and the averaged weights.", "soft");
        Throughput(page, summary, epochs);
        page.Heading("Confusion");
        page.Wide($"<figure>{ConfusionChart.Draw(exported.Metrics)}</figure>");
        page.Heading("Classes");
        page.Table([["class", "precision", "recall", "F1", "pictures"], .. exported.Metrics.PerClass.Select(row => new[] { row.Label, Percent.Of(row.Precision), Percent.Of(row.Recall), Percent.Of(row.F1), Count(row.Support) })], sortable: true);
        Reliability(page, exported);
        Mistakes(page, run, data, exported);

        page.Heading("Recipe");
        page.Facts(RunFacts.OfRecipe(run.Spec.Recipe));
        page.Paragraph("Bold values differ from the defaults.", "soft");
        page.Heading("Data and network");
        page.Facts(RunFacts.Data(run.Spec, data, exported.Card));
        page.Heading("Environment");
        page.Facts(RunFacts.Environment(run.Spec, summary));
        return page.ToString();
    }

    /// <summary>A page in the style of reports.</summary>
    public static HtmlPage Begin(string title) => new(title, typeof(TrainingPage), "Report/style.css");

    /// <summary>Old and new model of a retraining.</summary>
    public static void Compared(HtmlPage page, ModelComparison both, string promote, string reason)
    {
        page.Heading("Old and new model");
        page.Paragraph($"Promote: {promote}. {reason}.");
        page.Paragraph($"On the {both.Samples:N0} pictures of {both.Dataset}, top-1 went from {Percent.Of(both.OldTop1)} to {Percent.Of(both.NewTop1)}; on the {both.OldClassSamples:N0} of the old model's classes alone from {Percent.Of(both.OldTop1OldClasses)} to {Percent.Of(both.NewTop1OldClasses)}.", "soft");
        page.Table([["class", "pictures", "recall, old", "new", "points", "precision, old", "new"], .. both.Classes.Select(row => new[]
        {
            row.Label, Count(row.Support), Percent.Of(row.OldRecall), Percent.Of(row.NewRecall), row.RecallChange is double points ? points.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "–", Percent.Of(row.OldPrecision), Percent.Of(row.NewPrecision),
        })], sortable: true);
    }

    private static void Tiles(HtmlPage page, TrainingSummary summary, ExportedBundle exported) => page.Tiles(
    [
        (Percent.Of(summary.Top1), $"top-1 on {summary.Dataset}", false),
        (Percent.Of(summary.ValTop1), $"validation top-1, epoch {summary.BestEpoch} of {summary.Epochs}", false),
        (Percent.Of(summary.Ece), $"calibration error, {(exported.Card.Metrics?.EceBefore is double before ? Percent.Of(before) : "unknown")} before the calibration", false),
        (Count(summary.Params), "parameters", false),
        (Count(summary.ImagesPerS), $"images a second on {summary.Device}", false),
        (Duration(summary.Seconds), $"of training, {Count(summary.Steps)} steps", false),
        (Megabytes(summary.PeakMemoryBytes), "largest resident memory", false),
        (Percent.Of(summary.InputShare), "of the time went into input", false),
    ]);

    private static void Throughput(HtmlPage page, TrainingSummary summary, IReadOnlyList<EpochMetrics> epochs)
    {
        page.Heading("Throughput and memory");
        Charts(page, RunCharts.Throughput(epochs));
        string? limit = InputTime.Limit(summary.InputShare);
        page.Paragraph(Sentence(limit ?? $"input took {Percent.Of(summary.InputShare)} of the time and was not the limit"), limit is null ? "" : "bad");
        page.Paragraph(summary.SkippedSteps == 0 ? "No step was skipped." : $"{Count(summary.SkippedSteps)} of {Count(summary.Steps)} steps were skipped, since their loss or gradient was not finite.", summary.SkippedSteps == 0 ? "" : "bad");
        page.Paragraph($"The process that finished the run had up to {Megabytes(summary.PeakMemoryBytes)} of resident memory.");
    }

    private static void Reliability(HtmlPage page, ExportedBundle exported)
    {
        double temperature = exported.Card.Output.Temperature;
        ClassificationMetrics before = exported.Answers.Measure(exported.Card.Output.Labels, 1);
        ClassificationMetrics after = exported.Metrics;
        page.Heading("Reliability");
        page.Paragraph($"Of the answers with a score of 0.9, nine in ten should be right. Expected calibration error: {Percent.Of(before.Ece)} as trained, {Percent.Of(after.Ece)} with temperature {temperature.ToString(CultureInfo.InvariantCulture)}{(exported.Card.Calibration is { } fitted ? $", which was fitted to {fitted.Dataset}" : "")}.");
        Charts(page, [ReliabilityChart.Draw("temperature 1, as trained", before.Bins), ReliabilityChart.Draw(string.Create(CultureInfo.InvariantCulture, $"temperature {temperature}, as exported"), after.Bins)]);
        page.Markup("<p class=\"soft\"><span class=\"key accuracy\"></span>accuracy <span class=\"key gap\"></span>mean score above it: too certain <span class=\"key both\"></span>both colours, mean score below it: too modest. Below: pictures in each bin, their bars by the square root.</p>\n");
        page.Markup("<details><summary>The bins in numbers</summary>\n");
        page.Table([["temperature", "scores", "pictures", "accuracy", "mean score", "gap"], .. BinRows("1", before.Bins), .. BinRows(temperature.ToString(CultureInfo.InvariantCulture), after.Bins)]);
        page.Markup("</details>\n");
    }

    private static IEnumerable<string[]> BinRows(string temperature, IReadOnlyList<CalibrationBin> bins) =>
        bins.Select((bin, i) => (Bin: bin, Index: i)).Where(each => each.Bin.Samples > 0).Select(each => new[]
        {
            temperature,
            string.Create(CultureInfo.InvariantCulture, $"{(double)each.Index / bins.Count:0.000} to {(each.Index + 1.0) / bins.Count:0.000}"),
            Count(each.Bin.Samples),
            Percent.Of(each.Bin.Accuracy),
            Percent.Of(each.Bin.MeanScore),
            Percent.Of(each.Bin.Gap),
        });

    private static void Mistakes(HtmlPage page, RunFolder run, DataSplits data, ExportedBundle exported)
    {
        IReadOnlyList<Mistake> worst = exported.Answers.MostConfidentMistakes(exported.Card.Output.Temperature, MostMistakes);
        int all = (int)Math.Round(exported.Metrics.Samples * (1 - exported.Metrics.Top1));
        page.Heading("Most confident mistakes");
        if (worst.Count == 0)
        {
            page.Paragraph($"All {exported.Metrics.Samples:N0} pictures of {data.Reported.Name} were answered rightly.");
            return;
        }

        page.Paragraph($"The {worst.Count:N0} with the highest scores of {all:N0} wrong answers to the {exported.Metrics.Samples:N0} pictures of {data.Reported.Name}{(data.Test is null ? "" : ", which took no part in training, in choosing the checkpoint or in the calibration: whoever chooses by them what to change has tuned on the test set")}. A label that is wrong itself shows up here too.");
        page.Markup(MistakeGallery.Write(worst, data.Reported, run.Spec.Input));
    }

    private static void Charts(HtmlPage page, IEnumerable<string> pictures) =>
        page.Markup($"<div class=\"charts\">\n{string.Concat(pictures.Select(picture => $"<figure>{picture}</figure>\n"))}</div>\n");

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";

    /// <summary>A number of things.</summary>
    public static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N0} MB");

    private static string Duration(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)}:{TimeSpan.FromSeconds(seconds):mm\\:ss}");
}

using System.Globalization;
using System.Net;
using System.Text;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Charts;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;

namespace EdgeResNet.Trainer.Report;

/// <summary><c>report.html</c>: a run for people, on one page that needs nothing else: no script, and no picture or font from anywhere.</summary>
internal static class TrainingPage
{
    private const int MostMistakes = 24;

    /// <summary>The page.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="data">Its data, from which the pictures are taken.</param>
    /// <param name="summary">What it came to.</param>
    /// <param name="exported">Its bundle.</param>
    public static string Write(RunFolder run, DataSplits data, TrainingSummary summary, ExportedBundle exported)
    {
        IReadOnlyList<EpochMetrics> epochs = run.Metrics.Read();
        OneCycle schedule = new(run.Spec.Recipe.Lr, run.Spec.Recipe.Warmup, summary.Steps);
        string title = $"{summary.Arch} on {summary.Data}";
        StringBuilder page = new();
        Begin(page, title);
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{(epochs[^1].Time is DateTimeOffset end ? $"finished {end:yyyy-MM-dd HH:mm} UTC, " : "")}{Text(summary.Host.Cpu)}, commit {Text(summary.Host.Commit)}</p>\n");
        Tiles(page, summary, exported);
        Paragraph(page, "", $"Top-1, calibration and all that is said of classes and mistakes are of the exported file, run by ONNX Runtime on the {summary.Samples:N0} pictures of {summary.Dataset}. {ModelPage.Selection(exported.Card, choseCheckpoint: data.Test is null)}");

        if (summary.Comparison is ModelComparison comparison)
        {
            Compared(page, comparison, summary.Promote!, summary.PromoteReason!);
        }

        page.Append("<h2>Curves</h2>\n");
        Charts(page, [.. CurvesPicture.DrawEach(epochs), RunPictures.LearningRate(schedule, summary.Steps)]);
        Paragraph(page, "soft", "Training is measured while it happens: on augmented pictures, with the loss that the recipe asks for. Validation is measured on plain pictures, with plain cross-entropy and the averaged weights.");
        Throughput(page, summary, epochs);
        page.Append(CultureInfo.InvariantCulture, $"<h2>Confusion</h2>\n<figure class=\"wide\">{ConfusionPicture.Draw(exported.Metrics)}</figure>\n");
        page.Append("<h2>Classes</h2>\n");
        Table(page, "class precision recall F1 pictures".Split(' '), exported.Metrics.PerClass.Select(row => new[] { row.Label, Percent(row.Precision), Percent(row.Recall), Percent(row.F1), Count(row.Support) }));
        Reliability(page, exported);
        Mistakes(page, run, data, exported);

        page.Append("<h2>Recipe</h2>\n");
        Facts(page, RunFacts.OfRecipe(run.Spec.Recipe));
        Paragraph(page, "soft", "Marked: what differs from the defaults.");
        page.Append("<h2>Data and network</h2>\n");
        Facts(page, RunFacts.Data(run.Spec, data, exported.Card));
        page.Append("<h2>Environment</h2>\n");
        Facts(page, RunFacts.Environment(run.Spec, summary));
        return page.Append("</main></body></html>\n").ToString();
    }

    /// <summary>Head and title of a page.</summary>
    public static void Begin(StringBuilder page, string title) => page.Append(
        CultureInfo.InvariantCulture,
        $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>{Text(title)}</title>\n<style>\n{PageStyle.With(typeof(TrainingPage), "Report/style.css")}</style></head>\n<body><main>\n<h1>{Text(title)}</h1>\n");

    /// <summary>Old and new model of a retraining.</summary>
    public static void Compared(StringBuilder page, ModelComparison both, string promote, string reason)
    {
        page.Append("<h2>Old and new model</h2>\n");
        Paragraph(page, "", $"Promote: {promote}. {reason}.");
        Paragraph(page, "soft", $"On the {both.Samples:N0} pictures of {both.Dataset}, top-1 went from {Percent(both.OldTop1)} to {Percent(both.NewTop1)}; on the {both.OldClassSamples:N0} of the old model's classes alone from {Percent(both.OldTop1OldClasses)} to {Percent(both.NewTop1OldClasses)}.");
        Table(page, ["class", "pictures", "recall, old", "new", "points", "precision, old", "new"], both.Classes.Select(row => new[]
        {
            row.Label, Count(row.Support), Known(row.OldRecall), Known(row.NewRecall), row.RecallChange is double points ? points.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : "–", Known(row.OldPrecision), Known(row.NewPrecision),
        }));

        static string Known(double? share) => share is double value ? Percent(value) : "–";
    }

    private static void Tiles(StringBuilder page, TrainingSummary summary, ExportedBundle exported)
    {
        (string Value, string Name)[] tiles =
        [
            (Percent(summary.Top1), $"top-1 on {summary.Dataset}"),
            (Percent(summary.ValTop1), $"validation top-1, epoch {summary.BestEpoch} of {summary.Epochs}"),
            (Percent(summary.Ece), $"calibration error, {(exported.Card.Metrics?.EceBefore is double before ? Percent(before) : "unknown")} before the calibration"),
            (Count(summary.Params), "parameters"),
            (Count(summary.ImagesPerS), $"images a second on {summary.Device}"),
            (Duration(summary.Seconds), $"of training, {Count(summary.Steps)} steps"),
            (Megabytes(summary.PeakMemoryBytes), "largest resident memory"),
            (Percent(summary.InputShare), "of the time went into input"),
        ];
        page.Append("<div class=\"tiles\">\n");
        foreach ((string value, string name) in tiles)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><b>{Text(value)}</b>{Text(name)}</div>\n");
        }

        page.Append("</div>\n");
    }

    private static void Throughput(StringBuilder page, TrainingSummary summary, IReadOnlyList<EpochMetrics> epochs)
    {
        page.Append("<h2>Throughput and memory</h2>\n");
        Charts(page, RunPictures.Throughput(epochs));
        string? limit = InputTime.Limit(summary.InputShare);
        Paragraph(page, limit is null ? "" : "bad", Sentence(limit ?? $"input took {Percent(summary.InputShare)} of the time and was not the limit"));
        Paragraph(page, summary.SkippedSteps == 0 ? "" : "bad", summary.SkippedSteps == 0 ? "No step was skipped." : $"{Count(summary.SkippedSteps)} of {Count(summary.Steps)} steps were skipped, since their loss or gradient was not finite.");
        Paragraph(page, "", $"The process that finished the run had up to {Megabytes(summary.PeakMemoryBytes)} of resident memory.");
    }

    private static void Reliability(StringBuilder page, ExportedBundle exported)
    {
        double temperature = exported.Card.Output.Temperature;
        ClassificationMetrics before = exported.Answers.Measure(exported.Card.Output.Labels, 1);
        ClassificationMetrics after = exported.Metrics;
        page.Append("<h2>Reliability</h2>\n");
        Paragraph(page, "", $"Of the answers with a score of 0.9, nine in ten should be right. Expected calibration error: {Percent(before.Ece)} as trained, {Percent(after.Ece)} with temperature {temperature.ToString(CultureInfo.InvariantCulture)}{(exported.Card.Calibration is { } fitted ? $", which was fitted to {fitted.Dataset}" : "")}.");
        Charts(page, [ReliabilityPicture.Draw("temperature 1, as trained", before.Bins), ReliabilityPicture.Draw(string.Create(CultureInfo.InvariantCulture, $"temperature {temperature}, as exported"), after.Bins)]);
        page.Append("<p class=\"soft\"><span class=\"key accuracy\"></span>accuracy <span class=\"key gap\"></span>gap between it and the mean score. Below: pictures in each bin, their bars by the square root.</p>\n");
        page.Append("<details><summary>The bins in numbers</summary>\n");
        Table(page, ["temperature", "scores", "pictures", "accuracy", "mean score", "gap"], BinRows("1", before.Bins).Concat(BinRows(temperature.ToString(CultureInfo.InvariantCulture), after.Bins)));
        page.Append("</details>\n");
    }

    private static IEnumerable<string[]> BinRows(string temperature, IReadOnlyList<CalibrationBin> bins) =>
        bins.Select((bin, i) => (Bin: bin, Index: i)).Where(each => each.Bin.Samples > 0).Select(each => new[]
        {
            temperature,
            string.Create(CultureInfo.InvariantCulture, $"{(double)each.Index / bins.Count:0.000} to {(each.Index + 1.0) / bins.Count:0.000}"),
            Count(each.Bin.Samples),
            Percent(each.Bin.Accuracy),
            Percent(each.Bin.MeanScore),
            Percent(each.Bin.Gap),
        });

    private static void Mistakes(StringBuilder page, RunFolder run, DataSplits data, ExportedBundle exported)
    {
        IReadOnlyList<Mistake> worst = exported.Answers.MostConfidentMistakes(exported.Card.Output.Temperature, MostMistakes);
        int all = (int)Math.Round(exported.Metrics.Samples * (1 - exported.Metrics.Top1));
        page.Append("<h2>Most confident mistakes</h2>\n");
        if (worst.Count == 0)
        {
            Paragraph(page, "", $"All {exported.Metrics.Samples:N0} pictures of {data.Reported.Name} were answered rightly.");
            return;
        }

        Paragraph(page, "", $"The {worst.Count:N0} with the highest scores of {all:N0} wrong answers to the {exported.Metrics.Samples:N0} pictures of {data.Reported.Name}{(data.Test is null ? "" : ", which took no part in training, in choosing the checkpoint or in the calibration: whoever chooses by them what to change has tuned on the test set")}. A label that is wrong itself shows up here too.");
        page.Append(MistakeGallery.Write(worst, data.Reported, run.Spec.Input));
    }

    private static void Charts(StringBuilder page, IEnumerable<string> pictures) =>
        page.Append("<div class=\"charts\">\n").AppendJoin("", pictures.Select(picture => $"<figure>{picture}</figure>\n")).Append("</div>\n");

    private static void Facts(StringBuilder page, IEnumerable<Fact> facts)
    {
        page.Append("<table class=\"facts\">\n");
        foreach (Fact fact in facts)
        {
            string value = Text(fact.Value);
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(fact.Name)}</td><td>{(fact.Marked ? $"<b>{value}</b>" : value)}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    /// <summary>A table with a header.</summary>
    public static void Table(StringBuilder page, IEnumerable<string> header, IEnumerable<string[]> rows)
    {
        page.Append("<div class=\"wide\"><table>\n");
        Row(page, "th", header);
        foreach (string[] row in rows)
        {
            Row(page, "td", row);
        }

        page.Append("</table></div>\n");
    }

    private static void Row(StringBuilder page, string cell, IEnumerable<string> cells) =>
        page.Append("<tr>").AppendJoin("", cells.Select(text => $"<{cell}>{Text(text)}</{cell}>")).Append("</tr>\n");

    /// <summary>A paragraph of a style; empty for the usual one.</summary>
    public static void Paragraph(StringBuilder page, string style, string text) =>
        page.Append(CultureInfo.InvariantCulture, $"<p{(style.Length > 0 ? $" class=\"{style}\"" : "")}>{Text(text)}</p>\n");

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");

    /// <summary>A number of things.</summary>
    public static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N0} MB");

    private static string Duration(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)}:{TimeSpan.FromSeconds(seconds):mm\\:ss}");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

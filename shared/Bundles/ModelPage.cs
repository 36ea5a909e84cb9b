using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Bundles;

/// <summary>A bundle's <c>README.md</c>: the card for people. The same bundle always gives the same page.</summary>
internal static class ModelPage
{
    /// <summary>Name of the page.</summary>
    public const string File = "README.md";

    /// <summary>Name of the confusion matrix's picture.</summary>
    public const string ConfusionFile = "confusion.svg";

    /// <summary>Name of the training curves' picture.</summary>
    public const string CurvesFile = "curves.svg";

    /// <summary>Begins the note of a bundle whose reported pictures also chose the checkpoint.</summary>
    public const string Chose = "The data has no test set: the same pictures also chose the checkpoint";

    /// <summary>Writes the page into a bundle's folder, with the picture of the confusion matrix if it was measured. Parameters as for <see cref="Write"/>.</summary>
    public static void WriteInto(string folder, ModelCard card, ClassificationMetrics? metrics, int changedCopies, bool hasCurves, int samples, bool choseCheckpoint)
    {
        if (metrics is not null)
        {
            AtomicFile.WriteText(Path.Combine(folder, ConfusionFile), ConfusionChart.Draw(metrics));
        }

        AtomicFile.WriteText(Path.Combine(folder, File), Write(card, metrics is null ? null : MeasuredParts.Of(card, metrics), changedCopies, hasCurves, samples, choseCheckpoint));
    }

    /// <summary>The text of the page.</summary>
    /// <param name="card">The bundle's card.</param>
    /// <param name="measured">Accuracy of the written file on <paramref name="card"/>'s data set; null if not measured.</param>
    /// <param name="changedCopies">How many of the proof's pictures are changed copies.</param>
    /// <param name="hasCurves">Whether <see cref="CurvesFile"/> is there.</param>
    /// <param name="samples">Pictures in <c>samples/</c>.</param>
    /// <param name="choseCheckpoint">Whether the pictures of <paramref name="measured"/> also chose the checkpoint.</param>
    public static string Write(ModelCard card, MeasuredParts? measured, int changedCopies, bool hasCurves, int samples, bool choseCheckpoint)
    {
        StringBuilder page = new();
        string kind = card.Input.Color == "gray" ? "grey" : "RGB";
        Line($"# {MarkdownText.Of(card.Name)}");
        Line($"{MarkdownText.Of(card.Architecture.Name)}, width {ModelUse.Number(card.Architecture.Width)}: classifies {kind} pictures of {card.Input.Width}×{card.Input.Height} pixels into {card.Output.Labels.Count} classes. Made by EdgeResNet; this page is generated.");
        Line("");
        Line("| | |");
        Line("|---|---|");
        page.Append(measured?.Headline);
        Line($"| parameters | {card.Parameters:N0} |");
        Line($"| multiply-accumulates for one picture | {card.Macs:N0} |");
        Line("");
        if (card.Metrics?.Method is null)
        {
            Line("All numbers are of the exported file, run by ONNX Runtime with the same preprocessing as a camera's frames.");
        }

        if (card.Metrics?.Temperature is not null)
        {
            Line("The calibration error is of before the last calibration, which used other pictures.");
        }

        if (Selection(card, choseCheckpoint, MarkdownText.Of) is string selection)
        {
            Line(selection);
        }

        Line("");
        Line("## Files");
        Line("| file | precision | bytes | top-1 | SHA-256 |");
        Line("|---|---|---:|---:|---|");
        foreach ((string precision, FileSpec file) in card.Files.OrderByDescending(entry => entry.Key == ModelBundle.DefaultPrecision))
        {
            Line($"| {MarkdownText.Code(file.Path)} | {Cell(precision)} | {file.Bytes:N0} | {(file.Top1 is double top1 ? Percent.Of(top1) : "")} | {MarkdownText.Code(file.Sha256)} |");
        }

        foreach (FileSpec file in card.Files.Values)
        {
            if (file.Conversion is ConversionSpec made)
            {
                string ranges = made.Ranges is null ? "checked" : $"ranges by {Cell(made.Ranges)}, calibrated";
                string kept = made.ReducedLayers == 0 ? "every layer is kept in float32, so this file is not smaller or faster"
                    : made.KeptFloat.Count == 0 ? "no layer is kept in float32" : $"kept in float32: {string.Join(", ", made.KeptFloat.Select(Cell))}";
                Line("");
                Line($"{MarkdownText.Code(file.Path)}: {ranges} on {made.Samples:N0} pictures of {Cell(made.Dataset)}; {kept}. {(made.OnOthers is MeasuredSpec other ? $"On {other.Samples:N0} pictures of {Cell(other.Dataset)}, top-1 is {Percent.Of(other.Top1)}, that of float32 {Percent.Of(other.Float32Top1)}, measured" : "Top-1 is measured")} by {Cell(made.Measured)}.");
            }
        }

        Line("");
        Line("## Proof");
        string reference = card.Parity.Reference ?? "TorchSharp";
        string copies = changedCopies == 0 ? "" : $", {changedCopies:N0} of which are mirrored, shifted or brightened copies of the others,";
        Line($"Before this bundle was written, ONNX Runtime's answers to {card.Parity.Samples:N0} {(card.Parity.Reference is null ? "held-out " : "")}pictures{copies} were compared with those of {Cell(reference)}. They named the same class for {(card.Parity.Top1Agreement == 1 ? "all" : Percent.Of(card.Parity.Top1Agreement))} of them; the largest difference of any logit was {card.Parity.MaxAbsLogitError.ToString("0.0e+0", CultureInfo.InvariantCulture)} (allowed: {ParitySpec.Tolerance.ToString("0e+0", CultureInfo.InvariantCulture)}).");
        if (card.Calibration is CalibrationSpec fitted)
        {
            Line("");
            Line("## Calibration");
            Line($"On {fitted.Samples:N0} pictures of {Cell(fitted.Dataset)}, not trained on, temperature {ModelUse.Number(card.Output.Temperature)} brought the cross-entropy from {fitted.LossBefore.ToString("0.0000", CultureInfo.InvariantCulture)} to {fitted.Loss.ToString("0.0000", CultureInfo.InvariantCulture)}. {Percent.Of(fitted.Accepted)} of them reach {ModelUse.Measure(card.Output.UnknownBy)} of {ModelUse.Number(card.Output.UnknownBelow)}; a picture below it is called unknown.");
        }

        if (measured is not null)
        {
            Line("");
            page.Append(measured.Classes);
        }

        if (hasCurves)
        {
            Line("");
            Line("## Training");
            Line($"![Training curves]({CurvesFile})");
            Line("");
            Line("Training is measured during the steps, on augmented pictures and with the recipe's loss. Validation is measured on plain pictures, with plain cross-entropy and the averaged weights.");
        }

        Line("");
        ModelUse.Interface(page, card);
        Line($"- `samples/` has {samples} pictures in one PNG, with their classes.");
        if (card.Learned is FileSpec learned)
        {
            Line($"- {MarkdownText.Code(learned.Path)} has features, names and thumbnails of some of the training pictures, for `classify --explain`. To keep them private, delete the file and `learned` in `card.json`.");
        }

        Line("");
        ModelUse.Commands(page, card);
        Line("");
        Line("## Origin");
        Line($"- Seed {card.Training.Seed}, commit {MarkdownText.Code(card.Training.Commit)}, libtorch {Cell(card.Training.Torch)}, {Cell(card.Training.Host)}.");
        if (card.Training.Parent is ParentSpec parent)
        {
            Line($"- {(card.Parity.Reference is null ? "Retrained from" : "Taught on")} {Cell(parent.Name)} (SHA-256 of its float32 file {MarkdownText.Code(parent.Sha256)}).");
        }

        Line($"- Licence of the weights: {Cell(card.License)}. Licence of the data: {Cell(card.DataLicense)}.");
        Line("- The recipe:");
        Line("");
        Line("```json");
        Line(JsonSerializer.Serialize(card.Training.Recipe, StrictJson.Options));
        Line("```");
        return page.ToString();

        void Line(string text) => page.Append(text).Append('\n');
    }

    /// <summary>How the checkpoint was chosen, in a sentence; null where nothing was chosen.</summary>
    /// <param name="card">The bundle's card.</param>
    /// <param name="choseCheckpoint">Whether the pictures of the reported accuracy chose it.</param>
    /// <param name="name">Writes a name for the place where the sentence stands.</param>
    public static string? Selection(ModelCard card, bool choseCheckpoint, Func<string, string> name) =>
        choseCheckpoint ? $"{Chose}{(card.Calibration is null ? "" : " and calibrated the scores")}, so accuracy on new ones may be a little lower."
        : card.Selection is SelectionSpec chosen ? string.Create(CultureInfo.InvariantCulture, $"The checkpoint, of epoch {chosen.Epoch}, was chosen on the {chosen.Samples:N0} pictures of {name(chosen.Dataset)} (top-1 {Percent.Of(chosen.Top1)}), not trained on. The pictures of {name(card.Metrics?.Dataset ?? "")} took no part in that choice.")
        : null;

    /// <summary>A name, in a sentence or a table.</summary>
    public static string Cell(string text) => MarkdownText.Of(text);
}

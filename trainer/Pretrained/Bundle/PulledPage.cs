using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Trainer.Pretrained.Bundle;

/// <summary>The page of a pulled bundle, without measured accuracy.</summary>
internal static class PulledPage
{
    /// <summary>Writes it.</summary>
    public static string Write(ModelCard card, PulledWeights origin)
    {
        FileSpec file = card.Files[ModelBundle.DefaultPrecision];
        StringBuilder page = new();
        Line($"# {MarkdownText.Of(card.Name)}");
        Line($"{card.Architecture.Name} with the weights {origin.Weights}: classifies RGB pictures of {card.Input.Width}×{card.Input.Height} pixels into ImageNet's {card.Output.Labels.Count:N0} classes. Exported by EdgeResNet; this page is generated.");
        Line("");
        Line("| | |");
        Line("|---|---|");
        Line($"| accuracy | {Accuracy(origin)} |");
        Line($"| parameters | {card.Parameters:N0} |");
        Line($"| multiply-accumulates for one picture | {card.Macs:N0} |");
        Line($"| {MarkdownText.Code(file.Path)}, float32 | {file.Bytes:N0} bytes, SHA-256 `{file.Sha256}` |");
        Line("");
        Line("## Proof");
        Line(string.Create(CultureInfo.InvariantCulture, $"Before this bundle was written, TorchSharp and ONNX Runtime were shown {card.Parity.Samples:N0} pictures of seeded noise through the real preprocessing, since no photographs come with the weights. They named the same class for all of them; the largest difference of any logit was {card.Parity.MaxAbsLogitError:0.0e+0} (allowed: {ParitySpec.Tolerance:0e+0})."));
        Line("");
        Line("The scores are not calibrated: temperature 1, no unknown threshold.");
        Line("");
        ModelUse.Interface(page, card);
        Line("- `card.json` lists the labels.");
        Line("");
        ModelUse.Commands(page, card);
        Line("");
        Line("## Origin");
        Line($"- Weights: {MarkdownText.Code(origin.File)}, SHA-256 `{origin.Sha256}`{(origin.Published ? $", fetched from {WeightPlaces.PublicAddress} or a mirror and checked against its name" : ". This is not the published file of that name: it was taken from a folder of the user's own")}.");
        Line($"- Commit {MarkdownText.Code(card.Training.Commit)}, libtorch {MarkdownText.Of(card.Training.Torch)}, {MarkdownText.Of(card.Training.Host)}.");
        Line($"- Licence of the weights: {MarkdownText.Of(card.License)}. Licence of the data: {MarkdownText.Of(card.DataLicense)}.");
        return page.ToString();

        void Line(string text) => page.Append(text).Append('\n');
    }

    private static string Accuracy(PulledWeights origin) => origin.PublishedTop1 is double top1
        ? string.Create(CultureInfo.InvariantCulture, $"not measured here; published: top-1 {100 * top1:0.000} % on ImageNet's validation pictures ({PublishedWeights.Source})")
        : "not measured here, and no accuracy of this file is published";
}

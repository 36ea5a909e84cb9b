using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Charts;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Export.Bundle;

/// <summary>A written bundle.</summary>
/// <param name="Card">Its card.</param>
/// <param name="Metrics">Accuracy on the reported pictures, with the card's temperature.</param>
/// <param name="Answers">The written file's answers to them.</param>
internal sealed record ExportedBundle(ModelCard Card, ClassificationMetrics Metrics, LogitTable Answers);

/// <summary>Turns trained weights into a bundle: graph, proof, calibration, accuracy, card and page.</summary>
internal static class BundleExporter
{
    private const string ModelFile = "model.onnx";
    private const int BatchSize = 50;

    /// <summary>
    /// Writes the bundle beside <paramref name="output"/> and moves it there once it is complete and proven. An older bundle is
    /// replaced only then.
    /// </summary>
    /// <param name="request">The content.</param>
    /// <param name="output">The bundle's folder.</param>
    /// <param name="cancellation">Cancels and leaves nothing behind.</param>
    /// <exception cref="InputException">The proof failed, the labels do not fit, or the folder has something other than a bundle.</exception>
    public static ExportedBundle Export(BundleRequest request, string output, CancellationToken cancellation = default)
    {
        CheckLabels(request.Labels, request.HeldOut);
        CheckLabels(request.Labels, request.Reported);
        return BundleFolder.Write(output, folder => Write(request, folder, cancellation));
    }

    private static ExportedBundle Write(BundleRequest request, string folder, CancellationToken cancellation)
    {
        Network network = request.Network;
        network.eval();
        OutputSpec raw = GraphOutputs.WithFeatures(new() { Name = "logits", Labels = request.Labels, Temperature = 1, UnknownBelow = 0 });
        string path = Path.Combine(folder, ModelFile);
        OnnxModel.Write(OnnxExporter.Build(network, request.Name, request.Input, raw, request.Training), path);

        ProofImages proof = new(request.HeldOut, request.Input, ParitySpec.MinimumSamples);
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(path), new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        ParitySpec parity = ParityProof.Run(network, classifier, proof, cancellation);
        LogitTable held = LogitTable.Of(classifier, request.HeldOut, cancellation);
        LogitTable reported = ReferenceEquals(request.HeldOut, request.Reported) ? held : LogitTable.Of(classifier, request.Reported, cancellation);
        Calibration fitted = Calibration.Fit(held, raw);
        ClassificationMetrics metrics = reported.Measure(request.Labels, fitted.Temperature);
        OutputSpec answer = fitted.ApplyTo(raw);
        FileSpec file = BundleCalibration.WriteMetadata(classifier.Bundle, ModelBundle.DefaultPrecision, path, new EmbeddedCard { Architecture = network.Spec, Input = request.Input, Output = answer, Training = request.Training });

        LayerTable layers = LayerTable.Of(network, request.Input.Channels, request.Input.Height, request.Input.Width);
        ModelCard card = new()
        {
            Schema = ModelCard.CurrentSchema,
            Name = request.Name,
            Architecture = network.Spec,
            Parameters = network.ParameterCount,
            Macs = layers.Macs,
            Input = request.Input,
            Output = answer,
            Metrics = new MetricsSpec(request.Reported.Name, metrics.Samples, metrics.Top1, metrics.Ece, reported.Measure(request.Labels, 1).Ece),
            Selection = request.Selection,
            Calibration = fitted.Evidence,
            Parity = parity,
            Files = new Dictionary<string, FileSpec> { [ModelBundle.DefaultPrecision] = file with { Path = ModelFile, Top1 = metrics.Top1 } },
            Training = request.Training,
            License = request.License,
            DataLicense = request.DataLicense,
        };
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), card);
        int samples = SampleAtlas.Write(Path.Combine(folder, ModelBundle.SamplesFolder), request.Reported, request.Input);
        if (request.Epochs.Count > 0)
        {
            AtomicFile.WriteText(Path.Combine(folder, ModelPage.CurvesFile), CurvesChart.Draw(request.Epochs));
        }

        ModelPage.WriteInto(folder, card, metrics, proof.Copies, request.Epochs.Count > 0, samples, choseCheckpoint: ReferenceEquals(request.Reported, request.HeldOut));
        return new ExportedBundle(card, metrics, reported);
    }

    private static void CheckLabels(IReadOnlyList<string> labels, IImageSet images)
    {
        if (images.Count == 0)
        {
            throw new InputException($"{images.Name}: has no pictures; an export needs pictures that were not trained on");
        }

        if (LabelComparison.Difference(labels, images.Classes) is string difference)
        {
            throw new InputException($"{images.Name}: {difference}");
        }
    }
}

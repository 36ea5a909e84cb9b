using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Calibrates an existing bundle; graphs and weights stay as they are.</summary>
internal static class BundleCalibration
{
    private const int BatchSize = 50;

    /// <summary>
    /// Fits temperature and threshold to the data's validation pictures and measures the result on its reported ones.
    /// Replaces card, page and the metadata of every model file, or nothing. Reported pictures of another set than the card's change no accuracy in it.
    /// </summary>
    /// <param name="path">A bundle folder.</param>
    /// <param name="data">The bundle's data. Its validation pictures were not trained on.</param>
    /// <param name="cancellation">Cancels; the bundle stays as it was.</param>
    /// <exception cref="InputException">The model is not a usable bundle folder, or the data has other classes.</exception>
    public static (ModelCard Card, ClassificationMetrics Metrics, MetricsSpec Measured) Run(string path, DataSplits data, CancellationToken cancellation)
    {
        (ModelBundle bundle, ModelCard card) = ExistingBundle.Open(path, data);
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        Calibration fitted = Calibration.Fit(LogitTable.Of(classifier, data.Validation, cancellation), card.Output);
        LogitTable reported = LogitTable.Of(classifier, data.Reported, cancellation);
        ClassificationMetrics metrics = reported.Measure(card.Output.Labels, fitted.Temperature);
        MetricsSpec measured = new(reported.Name, metrics.Samples, metrics.Top1, metrics.Ece, reported.Measure(card.Output.Labels, 1).Ece);
        bool isOfCard = card.Metrics is null || ExistingBundle.IsOfCard(card, data, metrics);
        card = card with
        {
            Output = fitted.ApplyTo(card.Output),
            Metrics = isOfCard ? measured : card.Metrics! with { Temperature = card.Metrics.Temperature ?? card.Output.Temperature },
            Calibration = fitted.Evidence,
        };
        EmbeddedCard embedded = bundle.Embedded with { Output = card.Output };
        card = ExistingBundle.Change(path, data, metrics, folder =>
        {
            Dictionary<string, FileSpec> files = [];
            foreach (string precision in bundle.Precisions)
            {
                FileSpec old = card.Files[precision];
                FileSpec file = WriteMetadata(bundle, precision, Path.Combine(folder, old.Path), embedded);
                files[precision] = old with { Sha256 = file.Sha256, Bytes = file.Bytes, Top1 = isOfCard && precision == ModelBundle.DefaultPrecision ? metrics.Top1 : old.Top1 };
            }

            return card with { Files = files };
        });
        return (card, metrics, measured);
    }

    /// <summary>Copies a model file with new metadata under this project's key; every other byte stays the same.</summary>
    /// <returns>The new file's path, hash and size.</returns>
    public static FileSpec WriteMetadata(ModelBundle from, string precision, string to, EmbeddedCard embedded)
    {
        ModelProto model = OnnxModel.Parse(from.ReadModel(precision), from.ModelPath(precision));
        model.MetadataProps.Single(entry => entry.Key == EmbeddedCard.Key).Value = JsonSerializer.Serialize(embedded, StrictJson.Line);
        return FileSpec.Of(to, OnnxModel.Write(model, to));
    }
}

using System.Security.Cryptography;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Evaluation;

namespace EdgeResNet.Trainer.Export.Quantization;

/// <summary>Adds a file of 8-bit integers to a bundle.</summary>
internal static class BundleQuantization
{
    private const int CalibrationImages = 512;
    private const int BatchSize = 50;

    /// <summary>
    /// Calibrates on training pictures, decides by validation pictures, and measures what was decided on the reported ones,
    /// once. The bundle is replaced as a whole or not at all; an older file of the same precision goes.
    /// </summary>
    /// <param name="path">A bundle folder.</param>
    /// <param name="data">What the bundle was trained with.</param>
    /// <param name="target">Who will run it.</param>
    /// <param name="maxDrop">Largest loss of top-1 on the validation pictures, 0 to 1.</param>
    /// <param name="report">Receives a line for each step.</param>
    /// <param name="cancellation">Leaves the bundle as it was.</param>
    /// <exception cref="InputException">The model is not usable, no folder or already quantised, or the data has other classes.</exception>
    public static ModelCard Run(string path, DataSplits data, QuantizationTarget target, double maxDrop, Action<string> report, CancellationToken cancellation)
    {
        (ModelBundle bundle, ModelCard card) = ExistingBundle.Open(path, data);
        QuantizableGraph graph = new(FloatGraph.Read(bundle.ModelPath()), target);
        if (graph.Units.Count == 0)
        {
            throw new InputException($"{bundle.ModelPath()}: has no layer that can be quantised");
        }

        Subset calibration = Subset.Spread(data.Train, CalibrationImages);
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        LogitTable reference = LogitTable.Of(classifier, data.Validation, cancellation);
        ClassificationMetrics metrics = LogitTable.Of(classifier, data.Reported, cancellation).Measure(card.Output.Labels, card.Output.Temperature);
        report($"float32: top-1 {100 * reference.Top1():0.00} % of {reference.Count:N0} pictures of {reference.Name}");
        Dictionary<string, Activation> activations;
        using (ActivationRecorder recorder = new(graph.Graph, card.Input, graph.Values, calibration))
        {
            activations = recorder.Activations(cancellation);
        }

        return ExistingBundle.Change(path, data, metrics, folder =>
        {
            string file = Path.Combine(folder, target.File);
            QuantizationResult found = new QuantizationSearch(graph, activations, data.Validation, reference, file, cancellation).Run(maxDrop, report);
            OnnxExporter.Write(found.Model, file);
            using OnnxClassifier quantized = OnnxClassifier.Load(ModelBundle.Open(file), new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
            double top1 = LogitTable.Of(quantized, data.Reported, cancellation).Top1();
            ConversionSpec conversion = new(found.Method, calibration.Name, calibration.Count, found.Float, found.Drop, "ONNX Runtime on a CPU");
            byte[] content = File.ReadAllBytes(file);
            FileSpec added = new(target.File, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length, top1, conversion);
            return card with { Files = new Dictionary<string, FileSpec>(card.Files) { [target.Precision] = added } };
        });
    }
}

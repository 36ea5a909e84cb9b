using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Adds a file of reduced precision to a bundle. Training pictures calibrate, validation pictures decide, and the reported ones
/// measure the result once. The bundle is replaced as a whole or not at all; an older file of the same precision is removed.
/// </summary>
/// <param name="path">A bundle folder.</param>
/// <param name="data">The bundle's data.</param>
/// <param name="maxDrop">Largest loss of top-1 on the validation pictures, 0 to 1.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="cancellation">Cancels; the bundle stays as it was.</param>
internal sealed class BundleQuantization(string path, DataSplits data, double maxDrop, Action<string> report, CancellationToken cancellation)
{
    /// <summary>The precision of the file in half precision.</summary>
    public const string HalfPrecisionName = "fp16";

    private const string HalfFile = "model.fp16.onnx";
    private const int CalibrationImages = 512;

    private readonly Subset calibration = Subset.Spread(data.Train, CalibrationImages);

    /// <summary>Result of a conversion.</summary>
    /// <param name="Model">The file's graph.</param>
    /// <param name="Measured">The measured graph; differs from the file only where its arithmetic is emulated.</param>
    /// <param name="Conversion">How it was made.</param>
    private sealed record Converted(ModelProto Model, ModelProto Measured, ConversionSpec Conversion);

    /// <summary>Adds a file of 8-bit integers.</summary>
    /// <returns>The new card.</returns>
    /// <exception cref="InputException">The model is not usable, not a folder or already quantised, or the data has other classes.</exception>
    public ModelCard AddIntegers(QuantizationTarget target) => Add(target.Precision, target.File, (source, input, reference, evaluation) =>
    {
        QuantizableGraph graph = new(source, target);
        using ActivationRecorder recorder = new(graph.Graph, input, graph.Values, calibration);
        Dictionary<string, Activation> activations = recorder.Activations(cancellation);
        QuantizationResult found = new QuantizationSearch(graph, activations, data.Validation, reference, evaluation).Run(maxDrop, report);
        return new Converted(found.Model, found.Model, new ConversionSpec(calibration.Name, calibration.Count, found.Float, found.Drop, "ONNX Runtime on a CPU", found.Method, graph.Units.Count - found.Float.Count));
    });

    /// <summary>Adds a file in half precision.</summary>
    /// <returns>The new card.</returns>
    /// <exception cref="InputException">As for <see cref="AddIntegers"/>, or half precision loses more than allowed.</exception>
    public ModelCard AddHalf() => Add(HalfPrecisionName, HalfFile, (source, input, reference, evaluation) =>
    {
        using ActivationRecorder recorder = new(source, input, HalfLayers.Values(source), calibration);
        IReadOnlyList<NodeProto> kept = HalfLayers.Unsafe(source, recorder.Ranges(cancellation));
        ModelProto emulated = HalfPrecision.Emulate(source, kept);
        LogitTable answers = evaluation.Answers(emulated, data.Validation);
        double drop = reference.Top1() - answers.Top1();
        report($"half precision, emulated: top-1 {100 * answers.Top1():0.00} %, divergence {answers.DivergenceFrom(reference):0.0000000}");
        foreach (NodeProto layer in kept)
        {
            report($"{layer.Name} stays float32: its weights or values do not fit into half precision");
        }

        return drop <= maxDrop
            ? new Converted(HalfPrecision.Write(source, kept), emulated, new ConversionSpec(calibration.Name, calibration.Count, [.. kept.Select(layer => layer.Name)], drop, "emulation on a CPU: weights and every layer's output rounded to half, sums in float32", ReducedLayers: HalfLayers.Count(source) - kept.Count))
            : throw new InputException($"{path}: half precision loses {100 * drop:0.00} points of top-1 on {reference.Name}, --max-drop allows {100 * maxDrop}; nothing was written");
    });

    private ModelCard Add(string precision, string name, Func<FloatGraph, InputSpec, LogitTable, GraphEvaluation, Converted> convert)
    {
        (ModelBundle bundle, ModelCard card) = ExistingBundle.Open(path, data);
        FloatGraph source = FloatGraph.Of(bundle);
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = GraphEvaluation.BatchSize });
        LogitTable reference = LogitTable.Of(classifier, data.Validation, cancellation);
        report($"float32: top-1 {100 * reference.Top1():0.00} % of {reference.Count:N0} pictures of {reference.Name}");
        ClassificationMetrics metrics = LogitTable.Of(classifier, data.Reported, cancellation).Measure(card.Output.Labels, card.Output.Temperature);
        return ExistingBundle.Change(path, data, metrics, folder =>
        {
            string file = Path.Combine(folder, name);
            GraphEvaluation evaluation = new(file, cancellation);
            Converted converted = convert(source, card.Input, reference, evaluation);
            double top1 = evaluation.Answers(converted.Measured, data.Reported).Top1();
            FileSpec added = FileSpec.Of(name, OnnxModel.Write(converted.Model, file));
            added = ExistingBundle.IsOfCard(card, data, metrics)
                ? added with { Top1 = top1, Conversion = converted.Conversion }
                : added with { Conversion = converted.Conversion with { OnOthers = new MeasuredSpec(data.Reported.Name, metrics.Samples, top1, metrics.Top1) } };
            return card with { Files = new Dictionary<string, FileSpec>(card.Files) { [precision] = added } };
        });
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>One configuration to measure.</summary>
/// <param name="Bundle">The model.</param>
/// <param name="Classifier">Options of the classifier.</param>
internal sealed record BenchCase(ModelBundle Bundle, ClassifierOptions Classifier)
{
    /// <summary>The machine, with the versions that affect measurements.</summary>
    public static HostInfo CollectHost() => HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly, typeof(OpenCvSharp.Mat).Assembly);

    /// <summary>Measures a model that does nothing, with the same settings.</summary>
    public Percentiles WithNothing(Func<OnnxClassifier, Percentiles> measure)
    {
        using ScratchFolder folder = new("null");
        NullModel.Write(folder["null.onnx"], Bundle);
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(folder["null.onnx"]), Classifier with { Precision = ModelBundle.DefaultPrecision });
        return measure(classifier);
    }

    /// <summary>All combinations, in the order of the values; the last option changes fastest.</summary>
    /// <param name="models">Bundle folders or <c>.onnx</c> files.</param>
    /// <param name="providers">Execution providers.</param>
    /// <param name="precisions">Files of the bundle, or <c>auto</c>.</param>
    /// <param name="threads">Thread counts; null for the runtime's choice.</param>
    /// <param name="common">Options common to all.</param>
    /// <exception cref="InputException">A model is not usable.</exception>
    public static IReadOnlyList<BenchCase> Combine(IReadOnlyList<string> models, IReadOnlyList<string> providers, IReadOnlyList<string> precisions, IReadOnlyList<int?> threads, ClassifierOptions common) =>
    [
        .. from model in models.Select(ModelBundle.Open)
           from provider in providers
           from precision in precisions
           from count in threads
           let options = common with { ExecutionProvider = provider, Precision = precision, Threads = count }
           select new BenchCase(model, options with { Precision = PrecisionChoice.Of(model, options).Name }), // a baseline is checked by name before anything runs
    ];
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>Measures graphs that are not in a bundle yet, as every file is measured: through ONNX Runtime and the camera's preprocessing.</summary>
/// <param name="scratch">A path for the file that is loaded; none is left.</param>
/// <param name="cancellation">Ends a measurement.</param>
internal sealed class GraphEvaluation(string scratch, CancellationToken cancellation)
{
    /// <summary>Pictures a run.</summary>
    public const int BatchSize = 50;

    /// <summary>Shows pictures to a graph.</summary>
    /// <exception cref="InputException">It does not run, or answers a number that is none.</exception>
    public LogitTable Answers(ModelProto model, IImageSet images)
    {
        OnnxModel.Write(model, scratch);
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(scratch), new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        File.Delete(scratch);
        return LogitTable.Of(classifier, images, cancellation);
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>Measures graphs outside a bundle in the same way as files: with ONNX Runtime and the camera's preprocessing.</summary>
/// <param name="scratch">A path for a temporary file.</param>
/// <param name="cancellation">Cancels a measurement.</param>
internal sealed class GraphEvaluation(string scratch, CancellationToken cancellation)
{
    /// <summary>Pictures per run.</summary>
    public const int BatchSize = 50;

    /// <summary>Runs a graph on pictures.</summary>
    /// <exception cref="InputException">It does not run, or a logit is NaN.</exception>
    public LogitTable Answers(ModelProto model, IImageSet images)
    {
        OnnxModel.Write(model, scratch);
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(scratch), new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        File.Delete(scratch);
        return LogitTable.Of(classifier, images, cancellation);
    }
}

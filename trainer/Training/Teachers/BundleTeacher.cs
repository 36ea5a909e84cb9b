using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Teachers;

/// <summary>A teacher that runs as deployed, with ONNX Runtime on the CPU.</summary>
/// <param name="bundle">The model.</param>
/// <param name="batch">Pictures per step.</param>
internal sealed class BundleTeacher(ModelBundle bundle, int batch) : ITeacher
{
    private readonly OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = batch });

    public Tensor Logits(Tensor images)
    {
        if (images.shape[0] != classifier.BatchSize)
        {
            throw new ArgumentException($"{images.shape[0]} pictures; the teacher was loaded for {classifier.BatchSize}", nameof(images));
        }

        using IDisposable scope = NewDisposeScope();
        Tensor pixels = TeacherPixels.Fit(images, classifier.Bundle.Input).permute(0, 2, 3, 1).contiguous().cpu();
        pixels.bytes.CopyTo(classifier.InputBuffer);
        float[] logits = classifier.Run().ToArray();
        if (!Array.TrueForAll(logits, float.IsFinite))
        {
            throw new InputException($"{bundle.ModelPath()}: answers a picture with values that are not finite, so nothing can be learned from it; use another teacher");
        }

        return tensor(logits, [classifier.BatchSize, classifier.Classes], device: images.device).MoveToOuterDisposeScope();
    }

    public void Dispose() => classifier.Dispose();
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Trainer.Evaluation;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>
/// A model that another one learns from (Hinton, Vinyals and Dean, 2015): a bundle, run as it is deployed, which is
/// shown the very pictures, augmented and mixed, that the pupil sees (Beyer et al., 2022).
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly OnnxClassifier classifier;

    private Teacher(OnnxClassifier classifier) => this.classifier = classifier;

    /// <summary>Loads a bundle, or an <c>.onnx</c> file, for batches of one size.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="sha256">Hash that its file must have.</param>
    /// <param name="input">What the pupil is fed with: the teacher must take the same pictures.</param>
    /// <param name="labels">The pupil's classes, which must be the teacher's.</param>
    /// <param name="batch">Pictures a step.</param>
    /// <param name="device">Where the pupil is trained: beside a GPU the teacher runs where ONNX Runtime can.</param>
    /// <exception cref="InputException">The model is not usable, was changed, or takes other pictures or classes.</exception>
    public static Teacher Load(string path, string sha256, InputSpec input, IReadOnlyList<string> labels, int batch, Device device)
    {
        ModelBundle bundle = Open(path, input, labels);
        if (bundle.Sha256 != sha256)
        {
            throw new InputException($"{path}: is another file than the teacher with which this run began (SHA-256 {bundle.Sha256}, expected {sha256}); put that one back");
        }

        string provider = device.type == TorchSharp.DeviceType.CPU ? "cpu" : "auto";
        return new Teacher(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = provider, BatchSize = batch }));
    }

    /// <summary>Opens a bundle and checks that it can teach.</summary>
    /// <exception cref="InputException">The model is not usable, or takes other pictures or classes.</exception>
    public static ModelBundle Open(string path, InputSpec input, IReadOnlyList<string> labels)
    {
        ModelBundle bundle = ModelBundle.Open(path);
        if (LabelComparison.Difference(labels, bundle.Output.Labels) is string difference)
        {
            throw new InputException($"{path}: cannot teach: {difference}");
        }

        return (bundle.Input.Height, bundle.Input.Width, bundle.Input.Color) == (input.Height, input.Width, input.Color)
            ? bundle
            : throw new InputException($"{path}: cannot teach: it takes {Describe(bundle.Input)} pictures and the new network {Describe(input)}; choose a teacher of this size, or --image-size");
    }

    /// <summary>Answers to uint8 pictures <c>(N, C, H, W)</c>, N being the batch: logits, float32 <c>(N, K)</c>, on the pictures' device.</summary>
    public Tensor Logits(Tensor images)
    {
        if (images.shape[0] != classifier.BatchSize)
        {
            throw new ArgumentException($"{images.shape[0]} pictures; the teacher was loaded for {classifier.BatchSize}", nameof(images));
        }

        using Tensor pixels = images.permute(0, 2, 3, 1).contiguous().cpu();
        pixels.bytes.CopyTo(classifier.InputBuffer);
        return tensor(classifier.Run().ToArray(), [classifier.BatchSize, classifier.Classes], device: images.device);
    }

    /// <inheritdoc/>
    public void Dispose() => classifier.Dispose();

    private static string Describe(InputSpec input) => $"{input.Width}×{input.Height} {input.Color}";
}

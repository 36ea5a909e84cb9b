using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Owns an <see cref="OnnxClassifier"/> and classifies one image at a time.</summary>
internal sealed class OnnxImageClassifier(OnnxClassifier classifier) : IImageClassifier
{
    public string Model => classifier.Bundle.Name;

    public string ExecutionProvider => classifier.ExecutionProvider;

    /// <summary>The model's bundle.</summary>
    public ModelBundle Bundle => classifier.Bundle;

    /// <summary>Why this execution provider was chosen.</summary>
    public string ProviderReason => classifier.ProviderReason;

    public string Precision => classifier.Precision;

    /// <summary>Why this precision was chosen; null if it was requested by name.</summary>
    public string? PrecisionReason => classifier.PrecisionReason;

    public string Sha256 { get; } = classifier.Bundle.ModelFile(classifier.Precision).Sha256;

    public InputSpec InputSpec => classifier.Bundle.Input;

    public OutputSpec OutputSpec => classifier.Bundle.Output;

    public ReadOnlySpan<float> Known => classifier.Known;

    public ReadOnlySpan<float> Features => classifier.Features;

    public Span<byte> Input => classifier.InputBuffer;

    public void Upload() => classifier.Upload();

    public void Compute() => classifier.Compute();

    public ReadOnlySpan<float> Download() => classifier.Download();

    public void Dispose() => classifier.Dispose();
}

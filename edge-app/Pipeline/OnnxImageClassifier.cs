using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Owns an <see cref="OnnxClassifier"/> and classifies one image at a time.</summary>
internal sealed class OnnxImageClassifier(OnnxClassifier classifier) : IImageClassifier
{
    /// <inheritdoc/>
    public string Model => classifier.Bundle.Name;

    /// <inheritdoc/>
    public string ExecutionProvider => classifier.ExecutionProvider;

    /// <summary>Why this execution provider was chosen.</summary>
    public string ProviderReason => classifier.ProviderReason;

    /// <inheritdoc/>
    public string Precision => classifier.Precision;

    /// <summary>Why this precision was chosen; null if it was requested by name.</summary>
    public string? PrecisionReason => classifier.PrecisionReason;

    /// <inheritdoc/>
    public string Sha256 { get; } = classifier.Bundle.ModelFile(classifier.Precision).Sha256;

    /// <inheritdoc/>
    public InputSpec InputSpec => classifier.Bundle.Input;

    /// <inheritdoc/>
    public OutputSpec OutputSpec => classifier.Bundle.Output;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Known => classifier.Known;

    /// <inheritdoc/>
    public Span<byte> Input => classifier.InputBuffer;

    /// <inheritdoc/>
    public void Upload() => classifier.Upload();

    /// <inheritdoc/>
    public void Compute() => classifier.Compute();

    /// <inheritdoc/>
    public ReadOnlySpan<float> Download() => classifier.Download();

    /// <inheritdoc/>
    public void Dispose() => classifier.Dispose();
}

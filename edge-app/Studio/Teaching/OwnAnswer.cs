using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>A model's own head, on a network that taught heads share. Holds the network until it is disposed.</summary>
internal sealed class OwnAnswer(SharedNetwork network) : IImageClassifier
{
    private readonly SharedNetwork network = network.Hold();
    private bool disposed;

    public string Model => network.Classifier.Model;

    public string ExecutionProvider => network.Classifier.ExecutionProvider;

    public string Precision => network.Classifier.Precision;

    public string Sha256 => network.Classifier.Sha256;

    public InputSpec InputSpec => network.Classifier.InputSpec;

    public OutputSpec OutputSpec => network.Classifier.OutputSpec;

    public ReadOnlySpan<float> Known => network.Classifier.Known;

    public ReadOnlySpan<float> Features => network.Classifier.Features;

    public bool IsWarm { get; init; } = true;

    public Span<byte> Input => network.Classifier.Input;

    public void Upload() => network.Classifier.Upload();

    public void Compute() => network.Classifier.Compute();

    public ReadOnlySpan<float> Download() => network.Classifier.Download();

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            network.Release();
        }
    }
}

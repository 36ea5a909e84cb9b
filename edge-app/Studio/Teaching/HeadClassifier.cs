using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>
/// Answers with a taught head on the features of a network that runs already. The arithmetic is that of the bundle's graph, so both
/// give the same numbers. A run allocates nothing.
/// </summary>
internal sealed class HeadClassifier : IImageClassifier
{
    private readonly SharedNetwork network;
    private readonly TaughtAnswer answer;
    private readonly float[] logits;
    private readonly float[] known;
    private readonly float[] unit;
    private bool disposed;

    /// <summary>Holds the network until it is disposed.</summary>
    /// <param name="network">The network; the caller keeps its own hold.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="answer">Head, bank and labels.</param>
    public HeadClassifier(SharedNetwork network, string model, TaughtAnswer answer)
    {
        (this.network, this.answer) = (network.Hold(), answer);
        Model = model;
        Sha256 = HashOf(network.Classifier.Sha256, answer);
        logits = new float[answer.Head.Classes];
        known = new float[answer.Bank is null ? 0 : 1];
        unit = new float[answer.Bank?.Width ?? 0];
        Answer(new float[answer.Head.Width]); // compiles the arithmetic before a frame waits for it
    }

    /// <summary>Head, bank and labels.</summary>
    public TaughtAnswer Taught => answer;

    public string Model { get; }

    public string ExecutionProvider => network.Classifier.ExecutionProvider;

    public string Precision => network.Classifier.Precision;

    /// <summary>Hash of network, head, bank and labels: there is no file yet.</summary>
    public string Sha256 { get; }

    public InputSpec InputSpec => network.Classifier.InputSpec;

    public OutputSpec OutputSpec => answer.Output;

    public ReadOnlySpan<float> Known => known;

    public ReadOnlySpan<float> Features => network.Classifier.Features;

    public bool IsWarm { get; init; } = true;

    public Span<byte> Input => network.Classifier.Input;

    public void Upload() => network.Classifier.Upload();

    public void Compute() => network.Classifier.Compute();

    public ReadOnlySpan<float> Download()
    {
        network.Classifier.Download();
        return Answer(network.Classifier.Features);
    }

    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            network.Release();
        }
    }

    private float[] Answer(ReadOnlySpan<float> features)
    {
        answer.Head.Logits(features, logits);
        if (answer.Bank is KnownBank bank)
        {
            known[0] = (float)bank.Score(features, unit);
        }

        return logits;
    }

    private static string HashOf(string network, TaughtAnswer answer)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{network}\n{string.Join('\n', answer.Output.Labels)}\n{answer.Output.Temperature:R}\n{answer.Output.UnknownBelow:R}\n"));
        hash.AppendData(MemoryMarshal.AsBytes<float>(answer.Head.Weights));
        hash.AppendData(MemoryMarshal.AsBytes<float>(answer.Head.Bias));
        hash.AppendData(MemoryMarshal.AsBytes<float>(answer.Bank?.Learned ?? []));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

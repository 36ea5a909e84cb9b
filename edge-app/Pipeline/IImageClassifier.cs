using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>What the pipeline needs of a network; used by one thread at a time.</summary>
internal interface IImageClassifier : IDisposable
{
    /// <summary>The model's name.</summary>
    string Model { get; }

    /// <summary>The execution provider that really runs.</summary>
    string ExecutionProvider { get; }

    /// <summary>Which of the model's files runs, such as <c>fp32</c>.</summary>
    string Precision { get; }

    /// <summary>SHA-256 of that file, lower-case hexadecimal.</summary>
    string Sha256 { get; }

    /// <summary>What <see cref="Input"/> holds.</summary>
    InputSpec InputSpec { get; }

    /// <summary>What the logits mean.</summary>
    OutputSpec OutputSpec { get; }

    /// <summary>The last answer's measure of what is known, <c>[1]</c>, valid as long as the logits; empty where logits are enough to compute it.</summary>
    ReadOnlySpan<float> Known { get; }

    /// <summary>One image, <c>[H, W, C]</c>; owned by the classifier, filled by the caller before each <see cref="Upload"/>.</summary>
    Span<byte> Input { get; }

    /// <summary>Brings <see cref="Input"/> to the device: the first of the three steps of a classification.</summary>
    void Upload();

    /// <summary>Runs the network.</summary>
    void Compute();

    /// <summary>Brings the answer back.</summary>
    /// <returns>Logits, <c>[K]</c>, valid until the next <see cref="Compute"/>.</returns>
    ReadOnlySpan<float> Download();
}

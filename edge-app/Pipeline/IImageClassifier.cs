using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>The network as the pipeline sees it; used by one thread at a time.</summary>
internal interface IImageClassifier : IDisposable
{
    /// <summary>The model's name.</summary>
    string Model { get; }

    /// <summary>The execution provider that runs.</summary>
    string ExecutionProvider { get; }

    /// <summary>Which of the model's files runs, such as <c>fp32</c>.</summary>
    string Precision { get; }

    /// <summary>SHA-256 of that file, lower-case hexadecimal.</summary>
    string Sha256 { get; }

    /// <summary>Shape and preprocessing of <see cref="Input"/>.</summary>
    InputSpec InputSpec { get; }

    /// <summary>Meaning of the logits.</summary>
    OutputSpec OutputSpec { get; }

    /// <summary>Known measure of the last answer, <c>[1]</c>, valid as long as the logits; empty if it is computed from the logits.</summary>
    ReadOnlySpan<float> Known { get; }

    /// <summary>Features of the last image, <c>[F]</c>, valid as long as the logits; empty if the model has none or they were not asked for.</summary>
    ReadOnlySpan<float> Features { get; }

    /// <summary>Whether its network answers frames already, for another classifier: it needs no warm-up, and no other thread may run it.</summary>
    bool IsWarm => false;

    /// <summary>One image, <c>[H, W, C]</c>; owned by the classifier, filled by the caller before each <see cref="Upload"/>.</summary>
    Span<byte> Input { get; }

    /// <summary>Step 1 of 3: copies <see cref="Input"/> to the device.</summary>
    void Upload();

    /// <summary>Step 2 of 3: runs the network.</summary>
    void Compute();

    /// <summary>Step 3 of 3: copies the answer back.</summary>
    /// <returns>Logits, <c>[K]</c>, valid until the next <see cref="Compute"/>.</returns>
    ReadOnlySpan<float> Download();
}

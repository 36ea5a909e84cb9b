namespace EdgeResNet.Shared.Inference;

/// <summary>How to run a model.</summary>
public sealed record ClassifierOptions
{
    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda[:N]</c>, <c>tensorrt[:N]</c>, or a provider of <see cref="ExecutionProviderLibrary"/>.</summary>
    public string ExecutionProvider { get; init; } = "auto";

    /// <summary>Threads of one operator on the CPU; absent: the runtime's choice (one a physical core).</summary>
    public int? Threads { get; init; }

    /// <summary>Whether these threads spin while they wait.</summary>
    public Spinning Spinning { get; init; } = Spinning.Off;

    /// <summary>Images per run.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Which of the bundle's files: <c>fp32</c>, <c>fp16</c>, <c>int8</c>, <c>int8-trt</c>, or <c>auto</c> (<see cref="PrecisionChoice"/>).</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Whether a run also gives the features before the last layer.</summary>
    public bool WithFeatures { get; init; }

    /// <summary>A plugin library with execution providers.</summary>
    public string? ExecutionProviderLibrary { get; init; }

    /// <summary>Settings of accelerators.</summary>
    public ProviderSettings Providers { get; init; } = new();
}

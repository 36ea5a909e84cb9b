namespace EdgeResNet.Shared.Contract;

/// <summary>The part of the card that travels inside the ONNX file (<c>metadata_props</c>, key <c>edgeresnet.card</c>).</summary>
public sealed record EmbeddedCard
{
    /// <summary>Key in <c>metadata_props</c>.</summary>
    public const string Key = "edgeresnet.card";

    /// <summary>The network.</summary>
    public required ArchitectureSpec Architecture { get; init; }

    /// <summary>What the graph expects.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>What the graph answers.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>How the network came to be.</summary>
    public required TrainingSpec Training { get; init; }
}

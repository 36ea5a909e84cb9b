namespace EdgeResNet.Shared.Contract;

/// <summary>The part of the card inside the ONNX file (<c>metadata_props</c>, key <c>edgeresnet.card</c>).</summary>
public sealed record EmbeddedCard
{
    /// <summary>Key in <c>metadata_props</c>.</summary>
    public const string Key = "edgeresnet.card";

    /// <summary>The network.</summary>
    public required ArchitectureSpec Architecture { get; init; }

    /// <summary>The input of the graph.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>The outputs of the graph.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>How the network was trained.</summary>
    public required TrainingSpec Training { get; init; }
}

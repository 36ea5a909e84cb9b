namespace EdgeResNet.Shared.Contract;

/// <summary>The outputs of the graph.</summary>
/// <param name="UnknownBy">Default of the key. A parameter, because the generated reader ignores a property's default.</param>
public sealed record OutputSpec(string UnknownBy = UnknownMeasure.Energy)
{
    /// <summary>Name of the graph's output.</summary>
    public required string Name { get; init; }

    /// <summary>Class names, in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Divides the logits before softmax (Guo et al., 2017).</summary>
    public required double Temperature { get; init; }

    /// <summary>The measure that separates known from unknown pictures, one of <see cref="UnknownMeasure.Names"/>.</summary>
    public string UnknownBy { get; init; } = UnknownBy;

    /// <summary>A picture with a measure below it is unknown; 0 turns this off.</summary>
    public required double UnknownBelow { get; init; }

    /// <summary>Standard deviation of the measure over the pictures of the threshold's fit; absent in older cards.</summary>
    public double? UnknownSpread { get; init; }

    /// <summary>Name of the output <c>[N, F]</c> with the features before the last layer; absent where the graph has none.</summary>
    public string? Features { get; init; }

    /// <summary>Name of the output <c>[N, C, h, w]</c> with the last map; absent where the graph has none.</summary>
    public string? Activations { get; init; }

    /// <summary>Name of the output <c>[N]</c> with the measure of <see cref="UnknownBy"/>; absent where the logits are enough.</summary>
    public string? Known { get; init; }
}

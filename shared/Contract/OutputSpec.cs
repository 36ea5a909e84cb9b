namespace EdgeResNet.Shared.Contract;

/// <summary>What the graph answers.</summary>
/// <param name="UnknownBy">Where a card names nothing; a parameter, since the generated reader keeps no other default.</param>
public sealed record OutputSpec(string UnknownBy = UnknownMeasure.Energy)
{
    /// <summary>Name of the graph's output.</summary>
    public required string Name { get; init; }

    /// <summary>Class names, in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Divides the logits before softmax (Guo et al., 2017).</summary>
    public required double Temperature { get; init; }

    /// <summary>What tells known pictures from unknown ones: one of <see cref="UnknownMeasure.Names"/>.</summary>
    public string UnknownBy { get; init; } = UnknownBy;

    /// <summary>A picture whose measure is below it is unknown; 0 turns this off.</summary>
    public required double UnknownBelow { get; init; }

    /// <summary>Standard deviation of the measure over the pictures that the threshold was fitted to; absent where it was not kept.</summary>
    public double? UnknownSpread { get; init; }

    /// <summary>Name of the output <c>[N, F]</c> with what the last layer reads; absent where the graph has none.</summary>
    public string? Features { get; init; }

    /// <summary>Name of the output <c>[N, C, h, w]</c> with the last map; absent where the graph has none.</summary>
    public string? Activations { get; init; }

    /// <summary>Name of the output <c>[N]</c> with the measure of <see cref="UnknownBy"/>; absent where logits are enough to compute it.</summary>
    public string? Known { get; init; }
}

using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Values that must have the same scale: what a carrier passes on, and the parts of a concatenation, which then is a mere
/// copy. A part that is never negative keeps its own: its range does the work of a ReLU, which needs it to begin at 0.
/// </summary>
internal sealed class SharedScales
{
    private readonly Dictionary<string, string> parents = []; // a forest: a value without an entry is its own representative
    private readonly Dictionary<string, ValueRange> shared = [];
    private readonly string? pixels;

    /// <summary>Finds the groups among the values that become integers.</summary>
    public SharedScales(QuantizableGraph source, IReadOnlyDictionary<string, ValueRange> ranges, IReadOnlySet<string> quantized)
    {
        pixels = source.Pixels;
        foreach (NodeProto node in source.Graph.Nodes)
        {
            bool joins = node.OpType == "Concat" && source.Target.IntegerThroughout && quantized.Contains(node.Output[0]);
            if (!joins && !source.IsCarrier(node))
            {
                continue;
            }

            string output = joins ? source.Result(node) : node.Output[0];
            foreach (string input in joins ? node.Input : node.Input.Take(1))
            {
                if (ranges.ContainsKey(input) && ranges.ContainsKey(output) && (!joins || ranges[input].Low < 0 == ranges[output].Low < 0))
                {
                    parents[Find(input)] = Find(output);
                }
            }
        }

        foreach ((string value, ValueRange range) in ranges)
        {
            string representative = Find(value);
            shared[representative] = shared.TryGetValue(representative, out ValueRange known) ? known.Union(range) : range;
        }
    }

    /// <summary>The range of a value and all that share its scale.</summary>
    public ValueRange RangeOf(string value) => value == pixels ? PixelNormalization.PixelRange : shared[Find(value)];

    private string Find(string value)
    {
        while (parents.TryGetValue(value, out string? parent) && parent != value)
        {
            value = parent;
        }

        return value;
    }
}

using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Values with a common scale: input and output of a carrier, and the parts of a concatenation, which is then a plain copy. A
/// non-negative part keeps its own scale: its range does a ReLU's work and must begin at 0.
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

    /// <summary>The common range of a value and all values with its scale.</summary>
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

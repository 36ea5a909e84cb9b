using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>Which layers of a graph half precision (IEEE 754 binary16) can compute and hold.</summary>
internal static class HalfLayers
{
    /// <summary>Sizes that calibration may see at most: a quarter of half's largest number, for pictures that it did not see.</summary>
    public const float LargestActivation = 65504f / 4;

    private const double LargestWeightError = 0.01; // of a channel, relative: below 2⁻¹⁴ half has fewer digits, above 65504 none
    private const double Rounding = 1.0 / 2048; // of a number, relative: half has 11 binary digits
    private static readonly string[] operators =
        ["Conv", "Gemm", "BatchNormalization", "Relu", "Add", "Concat", "MaxPool", "AveragePool", "GlobalAveragePool", "Flatten", "Slice", "Pad"];

    /// <summary>Values whose ranges must be known.</summary>
    public static IReadOnlyList<string> Values(FloatGraph graph) =>
        [.. graph.Nodes.Where(node => IsCandidate(graph, node)).SelectMany(node => node.Output.Append(node.Input[0])).Where(value => value != graph.Output).Distinct()];

    /// <summary>How many layers can be computed in half precision, those of <see cref="Unsafe"/> included.</summary>
    public static int Count(FloatGraph graph) => graph.Nodes.Count(node => IsCandidate(graph, node));

    /// <summary>Layers that half precision cannot hold, because of their weights or of what was seen of their values.</summary>
    public static IReadOnlyList<NodeProto> Unsafe(FloatGraph graph, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        return [.. graph.Nodes.Where(node => IsCandidate(graph, node)
            && (node.Input.Concat(node.Output).Any(value => Size(value) > LargestActivation) || Constants(graph, node).Any(name => Loses(graph.Floats(name), Hidden(node, name)))))];

        double? Size(string value) => ranges.TryGetValue(value, out ValueRange range) ? Math.Max(-range.Low, range.High) : null;

        // What the weights of each output channel may add to it unseen: less than half rounds off its bias. A channel that training
        // has given up has such weights; next to a bias it does not matter that half makes them 0.
        double[]? Hidden(NodeProto node, string name) =>
            node.OpType is "Conv" or "Gemm" && node.Input.Count > 2 && name == node.Input[1] && graph.IsConstant(node.Input[2]) && Size(node.Input[0]) is double size
                ? [.. graph.Floats(node.Input[2]).Values.Select(bias => Rounding * Math.Abs(bias) / size)]
                : null;
    }

    /// <summary>Whether half precision has arithmetic for it.</summary>
    public static bool IsCandidate(FloatGraph graph, NodeProto node) =>
        operators.Contains(node.OpType) && !(node.OpType == "Add" && node.Input.Any(graph.IsConstant)); // the one that normalises pixels

    /// <summary>A layer's weights.</summary>
    public static IEnumerable<string> Constants(FloatGraph graph, NodeProto node) =>
        node.OpType is "Conv" or "Gemm" or "BatchNormalization" ? node.Input.Skip(1).Where(graph.IsConstant) : [];

    /// <summary>Whether rounding to half loses too much of a constant, by output channel.</summary>
    /// <param name="weights">The constant.</param>
    /// <param name="hidden">Sum of the errors of a channel's weights that cannot be seen in its output; null: none.</param>
    private static bool Loses(Weights weights, double[]? hidden)
    {
        int channels = weights.Shape.Length > 1 ? (int)weights.Shape[0] : 1;
        int perChannel = weights.Values.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            double size = 0, error = 0, sum = 0;
            foreach (float value in weights.Values.AsSpan(c * perChannel, perChannel))
            {
                double difference = Math.Abs(value - (double)(float)(Half)value);
                size += (double)value * value;
                error += difference * difference;
                sum += difference;
            }

            if (!(error <= LargestWeightError * LargestWeightError * size) && !(sum <= hidden?[c]))
            {
                return true;
            }
        }

        return false;
    }
}

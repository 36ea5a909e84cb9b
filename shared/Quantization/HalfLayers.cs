using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>Finds the layers of a graph that half precision (IEEE 754 binary16) can represent.</summary>
internal static class HalfLayers
{
    /// <summary>Largest size allowed in calibration: a quarter of half's largest number, as a margin for other pictures.</summary>
    public const float LargestActivation = 65504f / 4;

    private const double LargestWeightError = 0.01; // of a channel, relative: half loses digits below 2⁻¹⁴ and overflows above 65504
    private const double Rounding = 1.0 / 2048; // relative: half has 11 binary digits
    private static readonly string[] operators =
        ["Conv", "Gemm", "BatchNormalization", "Relu", "Add", "Concat", "MaxPool", "AveragePool", "GlobalAveragePool", "Flatten", "Slice", "Pad"];

    /// <summary>Values whose ranges are needed.</summary>
    public static IReadOnlyList<string> Values(FloatGraph graph) =>
        [.. graph.Nodes.Where(node => IsCandidate(graph, node)).SelectMany(node => node.Output.Append(node.Input[0])).Where(value => value != graph.Output).Distinct()];

    /// <summary>Number of layers with half-precision arithmetic, including those of <see cref="Unsafe"/>.</summary>
    public static int Count(FloatGraph graph) => graph.Nodes.Count(node => IsCandidate(graph, node));

    /// <summary>Layers that half precision cannot represent, by their weights or recorded values.</summary>
    public static IReadOnlyList<NodeProto> Unsafe(FloatGraph graph, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        return [.. graph.Nodes.Where(node => IsCandidate(graph, node)
            && (node.Input.Concat(node.Output).Any(value => Size(value) > LargestActivation) || Constants(graph, node).Any(name => Loses(graph.Floats(name), Hidden(node, name)))))];

        double? Size(string value) => ranges.TryGetValue(value, out ValueRange range) ? Math.Max(-range.Low, range.High) : null;

        // Allowed error of each output channel's weights: below the rounding of its bias. Dead channels have such tiny weights; beside a
        // bias, it does not matter that half rounds them to 0.
        double[]? Hidden(NodeProto node, string name) =>
            node.OpType is "Conv" or "Gemm" && node.Input.Count > 2 && name == node.Input[1] && graph.IsConstant(node.Input[2]) && Size(node.Input[0]) is double size
                ? [.. graph.Floats(node.Input[2]).Values.Select(bias => Rounding * Math.Abs(bias) / size)]
                : null;
    }

    /// <summary>Whether it can run in half precision.</summary>
    public static bool IsCandidate(FloatGraph graph, NodeProto node) =>
        operators.Contains(node.OpType) && !(node.OpType == "Add" && node.Input.Any(graph.IsConstant)); // the pixel normalisation

    /// <summary>A layer's weights.</summary>
    public static IEnumerable<string> Constants(FloatGraph graph, NodeProto node) =>
        node.OpType is "Conv" or "Gemm" or "BatchNormalization" ? node.Input.Skip(1).Where(graph.IsConstant) : [];

    /// <summary>Whether rounding to half loses too much of a constant, by output channel.</summary>
    /// <param name="weights">The constant.</param>
    /// <param name="hidden">Largest summed error of a channel's weights that its output hides; null: none.</param>
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

using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Writes a graph with weights and arithmetic in half precision (IEEE 754 binary16). Pixels stay bytes and are normalised in
/// float32, logits leave as float32, and a layer that half precision cannot hold stays float32 between two casts.
/// </summary>
internal sealed class HalfPrecision
{
    /// <summary>Sizes that calibration may see at most: a quarter of half's largest number, for pictures that it did not see.</summary>
    public const float LargestActivation = 65504f / 4;

    private const double LargestWeightError = 0.01; // of a channel, relative: below 2⁻¹⁴ half has fewer digits, above 65504 none
    private const double Rounding = 1.0 / 2048; // of a number, relative: half has 11 binary digits
    private static readonly string[] operators =
        ["Conv", "Gemm", "BatchNormalization", "Relu", "Add", "Concat", "MaxPool", "AveragePool", "GlobalAveragePool", "Flatten", "Slice", "Pad"];

    private readonly FloatGraph source;
    private readonly FloatGraph result;
    private readonly bool emulated;
    private readonly HashSet<string> kept;
    private readonly Dictionary<string, string> halves = []; // by value, its name in half precision
    private readonly Dictionary<string, string> singles = []; // by value, its name in float32

    private HalfPrecision(FloatGraph source, HashSet<string> kept, bool emulated)
    {
        (this.source, this.kept, this.emulated) = (source, kept, emulated);
        result = source.Copy();
        result.Nodes.Clear();
    }

    /// <summary>Values whose ranges must be known.</summary>
    public static IReadOnlyList<string> Values(FloatGraph graph) =>
        [.. graph.Nodes.Where(node => IsCandidate(graph, node)).SelectMany(node => node.Output.Append(node.Input[0])).Where(value => value != graph.Output).Distinct()];

    /// <summary>How many layers can be computed in half precision, those of <see cref="Unsafe"/> included.</summary>
    public static int Layers(FloatGraph graph) => graph.Nodes.Count(node => IsCandidate(graph, node));

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

    /// <summary>Writes the file.</summary>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="unsafeLayers">Layers that stay float32.</param>
    public static ModelProto Write(FloatGraph graph, IEnumerable<NodeProto> unsafeLayers) => Write(graph, unsafeLayers, emulated: false);

    /// <summary>
    /// Writes a float32 graph that answers as the file would on a device with half-precision kernels: every weight, every
    /// input and every layer's output is rounded to half, the sums inside a layer are float32, as tensor cores and cuDNN have them.
    /// ONNX Runtime's CPU has no such kernels: it computes half-precision nodes in float32 and rounds less.
    /// </summary>
    public static ModelProto Emulate(FloatGraph graph, IEnumerable<NodeProto> unsafeLayers) => Write(graph, unsafeLayers, emulated: true);

    private static ModelProto Write(FloatGraph graph, IEnumerable<NodeProto> unsafeLayers, bool emulated) =>
        new HalfPrecision(graph, [.. unsafeLayers.Select(node => node.Output[0])], emulated).Write();

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

    private static bool IsCandidate(FloatGraph graph, NodeProto node) =>
        operators.Contains(node.OpType) && !(node.OpType == "Add" && node.Input.Any(graph.IsConstant)); // the one that normalises pixels

    private static IEnumerable<string> Constants(FloatGraph graph, NodeProto node) =>
        node.OpType is "Conv" or "Gemm" or "BatchNormalization" ? node.Input.Skip(1).Where(graph.IsConstant) : [];

    private ModelProto Write()
    {
        foreach (NodeProto original in source.Nodes)
        {
            NodeProto node = original.Clone();
            bool half = IsCandidate(source, original) && !kept.Contains(original.Output[0]);
            HashSet<string> constants = [.. Constants(source, original)];
            for (int i = 0; i < node.Input.Count; i++)
            {
                string value = original.Input[i];
                node.Input[i] = constants.Contains(value) ? (half ? Rounded(value) : value)
                    : source.IsConstant(value) ? value
                    : half ? InHalf(value) : InSingle(value);
            }

            if (half)
            {
                AddHalf(node);
            }
            else
            {
                result.Nodes.Add(node);
                singles[node.Output[0]] = node.Output[0];
            }
        }

        return result.Build();
    }

    private void AddHalf(NodeProto node)
    {
        string value = node.Output[0];
        string made = emulated ? $"{value}.exact" : source.Outputs.Contains(value) ? $"{value}.half" : value;
        node.Output[0] = made;
        result.Nodes.Add(node);
        if (emulated)
        {
            Cast(made, $"{value}.half", TensorProto.Types.DataType.Float16);
            Cast($"{value}.half", value, TensorProto.Types.DataType.Float);
            singles[value] = halves[value] = value;
        }
        else
        {
            halves[value] = made;
            if (source.Outputs.Contains(value))
            {
                Cast(made, value, TensorProto.Types.DataType.Float);
                singles[value] = value;
            }
        }
    }

    private string InHalf(string value)
    {
        if (!halves.TryGetValue(value, out string? name))
        {
            Cast(value, $"{value}.half", TensorProto.Types.DataType.Float16);
            name = $"{value}.half";
            if (emulated)
            {
                name = $"{value}.rounded";
                Cast($"{value}.half", name, TensorProto.Types.DataType.Float);
            }

            halves[value] = name;
        }

        return name;
    }

    private string InSingle(string value)
    {
        if (!singles.TryGetValue(value, out string? name))
        {
            name = halves.ContainsKey(value) ? $"{value}.float" : value; // the graph's input is neither
            if (name != value)
            {
                Cast(halves[value], name, TensorProto.Types.DataType.Float);
            }

            singles[value] = name;
        }

        return name;
    }

    private string Rounded(string constant)
    {
        string name = $"{constant}.half";
        if (!result.IsConstant(name))
        {
            Weights weights = source.Floats(constant);
            Half[] halfs = [.. weights.Values.Select(value => (Half)value)];
            result.Set(emulated
                ? Tensor(name, new Weights([.. halfs.Select(value => (float)value)], weights.Shape))
                : Tensor<Half>(name, halfs, weights.Shape));
        }

        return name;
    }

    private void Cast(string from, string to, TensorProto.Types.DataType type) => result.Nodes.Add(Node("Cast", $"{to}.cast", to, [from], Int("to", (long)type)));
}

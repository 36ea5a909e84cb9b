using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>A float32 graph, divided into units that a target can compute in integers.</summary>
internal sealed class QuantizableGraph
{
    private readonly Dictionary<string, NodeProto> relus; // by their input, if it has no other reader

    /// <summary>Prepares an equivalent copy of <paramref name="source"/> for the target.</summary>
    public QuantizableGraph(FloatGraph source, QuantizationTarget target)
    {
        (Graph, Target) = (source.Copy(), target);
        if (target.IntegerThroughout)
        {
            ChannelwiseNorms.Rewrite(Graph);
            Pixels = PixelNormalization.Rewrite(Graph);
        }

        Dictionary<string, int> readers = Graph.CountReaders();
        relus = Graph.Nodes.Where(node => node.OpType == "Relu" && readers[node.Input[0]] == 1).ToDictionary(node => node.Input[0]);
        Units = [.. Graph.Nodes.Where(IsUnit)];
    }

    /// <summary>The nodes.</summary>
    public FloatGraph Graph { get; }

    /// <summary>The value with raw pixels, if they are converted to integers; otherwise null.</summary>
    public string? Pixels { get; }

    /// <summary>The target.</summary>
    public QuantizationTarget Target { get; }

    /// <summary>Nodes that can run in integers, in topological order. Each is quantised or left in float32 as a whole.</summary>
    public IReadOnlyList<NodeProto> Units { get; }

    /// <summary>Values that may become integers; their ranges are needed.</summary>
    public IReadOnlyList<string> Values =>
        [.. Units.SelectMany(Activations).Concat(Units.Select(Result)).Concat(Graph.Nodes.Where(IsCarrier).Select(node => node.Output[0])).Where(value => value != Graph.Output).Distinct()];

    /// <summary>Whether a node passes integers on unchanged.</summary>
    public bool IsCarrier(NodeProto node) => Target.Carriers.Contains(node.OpType);

    /// <summary>Whether a node has weights.</summary>
    public static bool HasWeights(NodeProto node) => node.OpType is "Conv" or "Gemm";

    /// <summary>Input channels of a layer, by the shape of its weights.</summary>
    public static int InputChannels(NodeProto layer, long[] weights) => layer.OpType == "Conv"
        ? (int)(weights[1] * layer.Attribute.Single(attribute => attribute.Name == "group").I)
        : (int)weights[layer.Attribute.Any(attribute => attribute is { Name: "transB", I: 1 }) ? 1 : 0];

    /// <summary>The values that a unit reads as integers.</summary>
    public IEnumerable<string> Activations(NodeProto unit) =>
        HasWeights(unit) ? unit.Input.Take(1)
        : Target.IntegerThroughout ? unit.Input
        : unit.Input.Skip(1); // the shortcut; the other summand is fused with its convolution

    /// <summary>A unit's result: the value after its ReLU if the integer range does the ReLU's work, else its output.</summary>
    public string Result(NodeProto unit) =>
        Target.IntegerThroughout && relus.TryGetValue(unit.Output[0], out NodeProto? relu) ? relu.Output[0] : unit.Output[0];

    private bool IsUnit(NodeProto node) => Target.Units.Contains(node.OpType) && (HasWeights(node)
        ? node.Input.Skip(1).All(Graph.IsConstant) && (node.OpType == "Conv" || node.Attribute.Any(attribute => attribute is { Name: "transB", I: 1 }))
        : !node.Input.Any(Graph.IsConstant));
}

using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Onnx;

/// <summary>
/// A float32 graph taken apart: nodes in topological order and constants by name. Every node here has one output, whose name
/// identifies it. Values are read and written through this class, the file's description of itself stays as it is.
/// </summary>
internal sealed class FloatGraph
{
    private static readonly string[] reduced = ["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"];

    private readonly ModelProto frame; // everything but nodes and constants
    private readonly Dictionary<string, TensorProto> constants;

    private FloatGraph(ModelProto frame, List<NodeProto> nodes, Dictionary<string, TensorProto> constants)
    {
        (this.frame, Nodes, this.constants) = (frame, nodes, constants);
    }

    /// <summary>Operators in topological order.</summary>
    public List<NodeProto> Nodes { get; }

    /// <summary>Name of the logits.</summary>
    public string Output => frame.Graph.Output[0].Name;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file is no float32 model with nodes of one output.</exception>
    public static FloatGraph Read(string path) => Of(OnnxModel.Read(path), path);

    /// <summary>Takes a graph apart; <paramref name="model"/> is not changed.</summary>
    /// <exception cref="InputException">It is no float32 model with nodes of one output.</exception>
    public static FloatGraph Of(ModelProto model, string what)
    {
        ModelProto frame = model.Clone();
        List<NodeProto> nodes = [.. frame.Graph.Node];
        Dictionary<string, TensorProto> constants = frame.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        frame.Graph.Node.Clear();
        frame.Graph.Initializer.Clear();
        NodeProto? done = nodes.Find(node => reduced.Contains(node.OpType));
        if (done is not null || constants.Values.Any(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float16))
        {
            throw new InputException($"{what}: is already of reduced precision{(done is null ? "" : $" (it has a {done.OpType})")}; start from the float32 file");
        }

        return nodes.TrueForAll(node => node.Output.Count == 1)
            ? new FloatGraph(frame, nodes, constants)
            : throw new InputException($"{what}: has a node with more than one output; use a model that ./edgeresnet export wrote");
    }

    /// <summary>A graph that can be changed without changing this one.</summary>
    public FloatGraph Copy() => new(frame, [.. Nodes.Select(node => node.Clone())], new(constants));

    /// <summary>Whether a value is a constant.</summary>
    public bool IsConstant(string value) => constants.ContainsKey(value);

    /// <summary>The numbers of a float32 constant.</summary>
    public Weights Floats(string name) => Weights.Of(constants[name]);

    /// <summary>Adds or replaces a constant.</summary>
    public void Set(TensorProto constant) => constants[constant.Name] = constant;

    /// <summary>How many nodes read each value; the graph's output counts as one more.</summary>
    public Dictionary<string, int> CountReaders() => Nodes.SelectMany(node => node.Input).Append(Output).CountBy(value => value).ToDictionary();

    /// <summary>The model with these nodes, the constants that they read in the order of use, and further outputs.</summary>
    /// <param name="exposed">Float32 values that become outputs besides the logits.</param>
    public ModelProto Build(params IEnumerable<string> exposed)
    {
        ModelProto model = frame.Clone();
        model.Graph.Node.AddRange(Nodes);
        model.Graph.Initializer.AddRange(Nodes.SelectMany(node => node.Input).Distinct().Where(IsConstant).Select(name => constants[name]));
        foreach (string value in exposed)
        {
            TypeProto type = new() { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } };
            model.Graph.Output.Add(new ValueInfoProto { Name = value, Type = type });
        }

        return model;
    }
}

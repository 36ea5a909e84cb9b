using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Onnx;

/// <summary>
/// A float32 graph in parts: nodes in topological order and constants by name. Every node has one output, whose name
/// identifies it. The file's metadata stays as it is.
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
    public string Output => Outputs[0];

    /// <summary>Names of all outputs, the logits first.</summary>
    public IReadOnlyList<string> Outputs => [.. frame.Graph.Output.Select(output => output.Name)];

    /// <summary>Size of the constants in a file.</summary>
    public long Bytes => constants.Values.Sum(constant => (long)constant.CalculateSize());

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file is not a float32 model with single-output nodes.</exception>
    public static FloatGraph Read(string path) => Of(OnnxModel.Read(path), path);

    /// <summary>Reads a bundle's float32 file.</summary>
    /// <exception cref="InputException">As for <see cref="Read"/>, or the file was changed.</exception>
    public static FloatGraph Of(ModelBundle bundle) => Of(OnnxModel.Parse(bundle.ReadModel(), bundle.ModelPath()), bundle.ModelPath());

    /// <summary>Splits a graph into parts; <paramref name="model"/> is not changed.</summary>
    /// <exception cref="InputException">It is not a float32 model with single-output nodes.</exception>
    public static FloatGraph Of(ModelProto model, string what)
    {
        ModelProto frame = model.Clone();
        if (frame.Graph is not { Output.Count: > 0 } || frame.Graph.Initializer.CountBy(tensor => tensor.Name).Any(name => name.Value > 1))
        {
            throw new InputException($"{what}: has no output, or two constants with one name; use a model that ./edgeresnet export wrote");
        }

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

    /// <summary>An independent copy.</summary>
    public FloatGraph Copy() => new(frame, [.. Nodes.Select(node => node.Clone())], new(constants));

    /// <summary>Whether a value is a constant.</summary>
    public bool IsConstant(string value) => constants.ContainsKey(value);

    /// <summary>The numbers of a float32 constant.</summary>
    public Weights Floats(string name) => Weights.Of(constants[name]);

    /// <summary>Adds or replaces a constant.</summary>
    public void Set(TensorProto constant) => constants[constant.Name] = constant;

    /// <summary>Number of nodes that read each value, plus one for the logits; other outputs do not count.</summary>
    public Dictionary<string, int> CountReaders() => Nodes.SelectMany(node => node.Input).Append(Output).CountBy(value => value).ToDictionary();

    /// <summary>Removes the nodes that <paramref name="values"/> do not depend on.</summary>
    public void KeepOnly(params IEnumerable<string> values)
    {
        HashSet<string> needed = [.. values];
        for (int i = Nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(Nodes[i].Output[0]))
            {
                needed.UnionWith(Nodes[i].Input);
            }
            else
            {
                Nodes.RemoveAt(i);
            }
        }
    }

    /// <summary>Folds norms into the convolutions before them where this is exact.</summary>
    public void FoldNorms()
    {
        Dictionary<string, Weights> weights = Nodes.Where(node => node.OpType is "Conv" or "BatchNormalization").SelectMany(node => node.Input.Skip(1)).Distinct().ToDictionary(name => name, Floats);
        BatchNormFolding.Fold(Nodes, weights, Output);
        foreach (string constant in Nodes.Where(node => node.OpType == "Conv").SelectMany(node => node.Input.Skip(1)))
        {
            Set(OnnxNodes.Tensor(constant, weights[constant]));
        }
    }

    /// <summary>The model with these float32 values of the graph as its outputs.</summary>
    public ModelProto BuildFor(IEnumerable<string> values)
    {
        ModelProto model = Build();
        model.Graph.Output.Clear();
        model.Graph.Output.AddRange(values.Select(Exposed));
        return model;
    }

    /// <summary>The float32 constant of a name; null where there is none.</summary>
    public TensorProto? Constant(string name) => constants.GetValueOrDefault(name);

    /// <summary>The model with these nodes, their constants in the order of use, and further outputs.</summary>
    /// <param name="exposed">Float32 values that become outputs beside the logits.</param>
    public ModelProto Build(params IEnumerable<string> exposed)
    {
        ModelProto model = frame.Clone();
        model.Graph.Node.AddRange(Nodes);
        model.Graph.Initializer.AddRange(Nodes.SelectMany(node => node.Input).Distinct().Where(IsConstant).Select(name => constants[name]));
        model.Graph.Output.AddRange(exposed.Select(Exposed));
        return model;
    }

    private static ValueInfoProto Exposed(string value) =>
        new() { Name = value, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } };
}

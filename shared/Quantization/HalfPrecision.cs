using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Writes a graph with weights and arithmetic in half precision (IEEE 754 binary16). Pixels stay bytes with float32 normalisation;
/// logits are float32. A layer that half precision cannot represent stays float32 between two casts.
/// </summary>
internal sealed class HalfPrecision
{
    private readonly FloatGraph source;
    private readonly FloatGraph result;
    private readonly bool emulated;
    private readonly HashSet<string> kept;
    private readonly Dictionary<string, string> halves = []; // names in half precision by value
    private readonly Dictionary<string, string> singles = []; // names in float32 by value

    private HalfPrecision(FloatGraph source, HashSet<string> kept, bool emulated)
    {
        (this.source, this.kept, this.emulated) = (source, kept, emulated);
        result = source.Copy();
        result.Nodes.Clear();
    }

    /// <summary>Writes the file.</summary>
    /// <param name="graph">The float32 graph.</param>
    /// <param name="unsafeLayers">Layers that stay float32.</param>
    public static ModelProto Write(FloatGraph graph, IEnumerable<NodeProto> unsafeLayers) => Write(graph, unsafeLayers, emulated: false);

    /// <summary>
    /// Writes a float32 graph that emulates the file on a device with half-precision kernels. Weights, inputs and layer outputs are
    /// rounded to half; sums inside a layer are float32, as in tensor cores and cuDNN. ONNX Runtime's CPU has no such kernels: it
    /// computes half-precision nodes in float32 and rounds less.
    /// </summary>
    public static ModelProto Emulate(FloatGraph graph, IEnumerable<NodeProto> unsafeLayers) => Write(graph, unsafeLayers, emulated: true);

    private static ModelProto Write(FloatGraph graph, IEnumerable<NodeProto> unsafeLayers, bool emulated) =>
        new HalfPrecision(graph, [.. unsafeLayers.Select(node => node.Output[0])], emulated).Write();

    private ModelProto Write()
    {
        foreach (NodeProto original in source.Nodes)
        {
            NodeProto node = original.Clone();
            bool half = HalfLayers.IsCandidate(source, original) && !kept.Contains(original.Output[0]);
            HashSet<string> constants = [.. HalfLayers.Constants(source, original)];
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
            name = halves.ContainsKey(value) ? $"{value}.float" : value; // the graph's input has neither name
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

using EdgeResNet.Shared.Contract;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Onnx;

/// <summary>What a classifier's graph can give besides its logits.</summary>
internal static class GraphOutputs
{
    /// <summary>Name of the output with what the last layer reads.</summary>
    public const string Features = "features";

    /// <summary>Name of the output with the last map.</summary>
    public const string Activations = "activations";

    /// <summary>Name of the output that tells known pictures from unknown ones.</summary>
    public const string Known = "known";

    /// <summary>An answer that offers features and activations.</summary>
    public static OutputSpec WithFeatures(OutputSpec output) => output with { Features = Features, Activations = Activations };

    /// <summary>Makes a value an output under another name.</summary>
    /// <param name="graph">Its nodes are renamed where they make or read the value.</param>
    /// <param name="value">A float32 value of the graph.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="shape">Of one picture.</param>
    public static void Add(GraphProto graph, string value, string name, params long[] shape)
    {
        Rename(graph.Node, value, name);
        graph.Output.Add(Batch(name, TensorProto.Types.DataType.Float, shape));
    }

    /// <summary>Renames a value wherever nodes make or read it.</summary>
    public static void Rename(IEnumerable<NodeProto> nodes, string from, string to)
    {
        foreach (NodeProto node in nodes)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == from ? to : node.Input[i];
            }

            for (int i = 0; i < node.Output.Count; i++)
            {
                node.Output[i] = node.Output[i] == from ? to : node.Output[i];
            }
        }
    }
}

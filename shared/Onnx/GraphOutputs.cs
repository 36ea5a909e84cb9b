using EdgeResNet.Shared.Contract;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Onnx;

/// <summary>Outputs of a classifier's graph beside the logits.</summary>
internal static class GraphOutputs
{
    /// <summary>Name of the output with the features before the last layer.</summary>
    public const string Features = "features";

    /// <summary>Name of the output with the last map.</summary>
    public const string Activations = "activations";

    /// <summary>Name of the output that separates known from unknown pictures.</summary>
    public const string Known = "known";

    /// <summary>The output with features and activations.</summary>
    public static OutputSpec WithFeatures(OutputSpec output) => output with { Features = Features, Activations = Activations };

    /// <summary>Makes a value an output under another name.</summary>
    /// <param name="graph">Nodes that make or read the value are renamed.</param>
    /// <param name="value">A float32 value of the graph.</param>
    /// <param name="name">The output's name.</param>
    /// <param name="shape">Shape for one picture.</param>
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

using System.Reflection;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Onnx;

/// <summary>
/// This project's form of a graph: opset 17 and IR 8, for TensorRT 8.5, OpenCV 4.6, onnx 1.12 and newer. Constants are in the
/// order of their use; the metadata describes the model.
/// </summary>
internal static class GraphFile
{
    private const int Opset = 17;
    private const int IrVersion = 8;

    /// <summary>A model without outputs; <see cref="GraphOutputs"/> adds them.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="nodes">In topological order.</param>
    /// <param name="constants">By name; unused ones are left out.</param>
    /// <param name="card">The metadata.</param>
    public static ModelProto Create(string name, InputSpec input, IReadOnlyList<NodeProto> nodes, Func<string, TensorProto?> constants, EmbeddedCard card)
    {
        GraphProto graph = new() { Name = name };
        graph.Input.Add(Batch(input.Name, TensorProto.Types.DataType.Uint8, input.Height, input.Width, input.Channels));
        graph.Node.AddRange(nodes);
        graph.Initializer.AddRange(nodes.SelectMany(node => node.Input).Distinct().Select(constants).OfType<TensorProto>());
        ModelProto model = new()
        {
            IrVersion = IrVersion,
            ProducerName = "edgeresnet",
            ProducerVersion = typeof(GraphFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        model.MetadataProps.Add(new StringStringEntryProto { Key = EmbeddedCard.Key, Value = JsonSerializer.Serialize(card, StrictJson.Line) });
        return model;
    }
}

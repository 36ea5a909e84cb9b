using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Measurement;

/// <summary>
/// An ONNX model with another model's input and logits that does nothing: its logits are the first bytes of the picture. Its time
/// is the cost of everything except the network. MLPerf's load generator measures its own cost in the same way
/// (<c>perftests_null_sut.cc</c>).
/// </summary>
public static class NullModel
{
    /// <summary>Writes the counterpart of <paramref name="model"/> as a single file that <see cref="ModelBundle.Open(string)"/> opens.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ModelBundle model)
    {
        ArgumentNullException.ThrowIfNull(model);
        OutputSpec logits = model.Output with { Features = null, Activations = null, Known = null, UnknownBy = UnknownMeasure.Energy, UnknownBelow = 0 };
        OnnxModel.Write(Graph(model.Embedded with { Output = logits }), path);
    }

    /// <summary>[N, H, W, C] uint8 → [N, H·W·C] → [N, K] → float32. A picture with fewer bytes than there are classes is repeated.</summary>
    private static ModelProto Graph(EmbeddedCard card)
    {
        int classes = card.Architecture.Classes;
        int repeats = (classes + card.Input.Bytes - 1) / card.Input.Bytes;
        Dictionary<string, long[]> constants = new() { ["repeats"] = [1, repeats], ["start"] = [0], ["end"] = [classes], ["axis"] = [1] };
        NodeProto[] nodes =
        [
            Node("Flatten", "pixels", "pixels", [card.Input.Name], Int("axis", 1)),
            .. repeats > 1 ? [Node("Tile", "enough", "enough", ["pixels", "repeats"])] : Array.Empty<NodeProto>(), // a copy, so only where it is needed
            Node("Slice", "first", "first", [repeats > 1 ? "enough" : "pixels", "start", "end", "axis"]),
            Node("Cast", card.Output.Name, card.Output.Name, ["first"], Int("to", (long)TensorProto.Types.DataType.Float)),
        ];
        ModelProto model = GraphFile.Create("null", card.Input, nodes, name => constants.TryGetValue(name, out long[]? values) ? Tensor(name, values) : null, card);
        model.Graph.Output.Add(Batch(card.Output.Name, TensorProto.Types.DataType.Float, classes));
        return model;
    }
}

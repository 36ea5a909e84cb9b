using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Measurement;

/// <summary>
/// An ONNX model that does nothing, with the input and the logits of another: these are the first bytes of the picture. What
/// it takes to run is what everything but the network costs (MLPerf's load generator measures its own cost in the same way,
/// with a system under test that does nothing: <c>perftests_null_sut.cc</c>).
/// </summary>
public static class NullModel
{
    private const string Pixels = "pixels";
    private const string Enough = "enough";
    private const string First = "first";

    /// <summary>Writes the counterpart of <paramref name="model"/> as a single file that <see cref="ModelBundle.Open(string)"/> opens.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ModelBundle model)
    {
        ArgumentNullException.ThrowIfNull(model);
        OutputSpec logits = model.Output with { Features = null, Activations = null, Known = null, UnknownBy = UnknownMeasure.Energy, UnknownBelow = 0 };
        byte[] bytes = Bytes(model.Embedded with { Output = logits });
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    // onnx.proto: ModelProto { ir_version 1, graph 7, opset_import 8 { version 2 }, metadata_props 14 { key 1, value 2 } }
    private static byte[] Bytes(EmbeddedCard card) => new ProtobufWriter()
        .Number(1, 8)
        .Message(7, Graph(card))
        .Message(8, new ProtobufWriter().Text(1, "").Number(2, 17))
        .Message(14, new ProtobufWriter().Text(1, EmbeddedCard.Key).Text(2, JsonSerializer.Serialize(card, StrictJson.Line)))
        .ToArray();

    /// <summary>[N, H, W, C] uint8 → [N, H·W·C] → [N, K] → float32. Where the picture has fewer bytes than there are classes it is repeated.</summary>
    private static ProtobufWriter Graph(EmbeddedCard card)
    {
        // GraphProto { node 1, name 2, initializer 5, input 11, output 12 }
        int classes = card.Architecture.Classes;
        int repeats = (classes + card.Input.Bytes - 1) / card.Input.Bytes;
        ProtobufWriter graph = new ProtobufWriter()
            .Text(2, "null")
            .Message(1, Node("Flatten", [card.Input.Name], Pixels, ("axis", 1)));
        if (repeats > 1)
        {
            graph.Message(1, Node("Tile", [Pixels, "repeats"], Enough)).Message(5, Integers("repeats", 1, repeats));
        }

        return graph
            .Message(1, Node("Slice", [repeats > 1 ? Enough : Pixels, "start", "end", "axis"], First))
            .Message(1, Node("Cast", [First], card.Output.Name, ("to", OnnxValueInfo.Float32)))
            .Message(5, Integers("start", 0))
            .Message(5, Integers("end", classes))
            .Message(5, Integers("axis", 1))
            .Message(11, Batch(card.Input.Name, OnnxValueInfo.UInt8, card.Input.Height, card.Input.Width, card.Input.Channels))
            .Message(12, Batch(card.Output.Name, OnnxValueInfo.Float32, classes));
    }

    // NodeProto { input 1, output 2, name 3, op_type 4, attribute 5 { name 1, i 3, type 20 } }; type 2 is INT
    private static ProtobufWriter Node(string type, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(3, output).Text(4, type);
        foreach ((string name, long value) in attributes)
        {
            node.Message(5, new ProtobufWriter().Text(1, name).Number(3, value).Number(20, 2));
        }

        return node;
    }

    // TensorProto { dims 1, data_type 2, int64_data 7, name 8 }; data type 7 is int64
    private static ProtobufWriter Integers(string name, params ReadOnlySpan<long> values)
    {
        ProtobufWriter tensor = new ProtobufWriter().Number(1, values.Length).Number(2, 7).Text(8, name);
        foreach (long value in values)
        {
            tensor.Number(7, value);
        }

        return tensor;
    }

    // ValueInfoProto { name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1, dim_param 2 } } } } }
    private static ProtobufWriter Batch(string name, int elementType, params ReadOnlySpan<long> sizes)
    {
        ProtobufWriter shape = new ProtobufWriter().Message(1, new ProtobufWriter().Text(2, "N"));
        foreach (long size in sizes)
        {
            shape.Message(1, new ProtobufWriter().Number(1, size));
        }

        ProtobufWriter tensor = new ProtobufWriter().Number(1, elementType).Message(2, shape);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}

namespace EdgeResNet.Shared.Contract;

/// <summary>
/// Refuses ONNX models with a part in another file: no hash of the model covers it. Looks into every message that may hold a
/// tensor (onnx.proto): initializers, sparse ones, attributes, subgraphs, functions, training information.
/// </summary>
internal static class ExternalData
{
    private const int MostLevels = 64; // of graphs inside graphs; deeper than any real model, far from the end of the stack
    private const string Elsewhere = "EPContext"; // an operator of ONNX Runtime: a compiled part, usually in a file of its own

    /// <summary>A message that may hold tensors.</summary>
    private enum Message
    {
        None,
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        SparseTensor,
        Tensor,
    }

    /// <summary>Checks a model file's content; <paramref name="what"/> names it in errors.</summary>
    /// <exception cref="InputException">It names data in another file.</exception>
    /// <exception cref="InvalidDataException">It is not intact.</exception>
    public static void Refuse(ReadOnlySpan<byte> model, string what)
    {
        if (Find(model, Message.Model, MostLevels) is string part)
        {
            throw new InputException($"{what}: {part} is in another file, which no hash covers; save the model as one file, without external data");
        }
    }

    /// <summary>The name of a part that is elsewhere; null if there is none. A field that stands twice counts each time.</summary>
    private static string? Find(ReadOnlySpan<byte> message, Message kind, int levels)
    {
        if (levels == 0)
        {
            throw new InvalidDataException("graphs inside graphs without end");
        }

        ProtobufReader reader = new(message);
        while (reader.Next())
        {
            if (IsElsewhere(kind, reader))
            {
                return NameOf(message, kind);
            }

            if (Inner(kind, reader.Field) is Message inner and not Message.None && Find(reader.Bytes, inner, levels - 1) is string found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsElsewhere(Message kind, ProtobufReader field) => (kind, field.Field) switch
    {
        (Message.Tensor, 13) => true, // external_data
        (Message.Tensor, 14) => field.Number != 0, // data_location: 0 is inside
        (Message.Node, 4) => field.Text == Elsewhere, // op_type
        _ => false,
    };

    private static Message Inner(Message kind, int field) => (kind, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Training, 1 or 2) => Message.Graph, // initialization, algorithm
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute, // defaults
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor, // initializer
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor, // values, indices
        _ => Message.None,
    };

    private static string NameOf(ReadOnlySpan<byte> message, Message kind)
    {
        string name = ProtobufReader.Last(message, kind == Message.Tensor ? 8 : 3).Text;
        return name.Length > 0 ? $"'{name}'" : "a constant";
    }
}

namespace EdgeResNet.Shared.Contract;

/// <summary>
/// Metadata, inputs and outputs of an ONNX file, read from the protobuf wire format without building the graph
/// (onnx.proto: ModelProto, GraphProto, ValueInfoProto). Takes far less than a millisecond at any size.
/// </summary>
internal sealed class OnnxFile
{
    private OnnxFile(Dictionary<string, string> metadata, List<OnnxValueInfo> inputs, List<OnnxValueInfo> outputs) =>
        (Metadata, Inputs, Outputs) = (metadata, inputs, outputs);

    /// <summary><c>metadata_props</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The graph's inputs.</summary>
    public IReadOnlyList<OnnxValueInfo> Inputs { get; }

    /// <summary>The graph's outputs.</summary>
    public IReadOnlyList<OnnxValueInfo> Outputs { get; }

    /// <summary>Reads the file's content; <paramref name="what"/> names it in errors.</summary>
    /// <exception cref="InputException">The bytes are not an ONNX model, or name data in another file.</exception>
    public static OnnxFile Parse(ReadOnlySpan<byte> model, string what)
    {
        try
        {
            return ParseModel(model, what);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{what}: is not an ONNX model or is cut off ({e.Message})", e);
        }
    }

    private static OnnxFile ParseModel(ReadOnlySpan<byte> model, string what)
    {
        Dictionary<string, string> metadata = [];
        List<OnnxValueInfo> inputs = [];
        List<OnnxValueInfo> outputs = [];
        bool hasGraph = false;
        ExternalData.Refuse(model, what);
        ProtobufReader reader = new(model);
        while (reader.Next())
        {
            if (reader.Field == 7) // graph
            {
                hasGraph = true;
                ProtobufReader graph = new(reader.Bytes);
                while (graph.Next())
                {
                    if (graph.Field is 11 or 12) // input, output
                    {
                        (graph.Field == 11 ? inputs : outputs).Add(ParseValueInfo(graph.Bytes));
                    }
                }
            }
            else if (reader.Field == 14) // metadata_props { key 1, value 2 }
            {
                metadata[ProtobufReader.Last(reader.Bytes, 1).Text] = ProtobufReader.Last(reader.Bytes, 2).Text;
            }
        }

        return hasGraph ? new OnnxFile(metadata, inputs, outputs) : throw new InputException($"{what}: is not an ONNX model (it has no graph)");
    }

    // ValueInfoProto { name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1 } } } } }; sequences and maps are none of ours
    private static OnnxValueInfo ParseValueInfo(ReadOnlySpan<byte> info)
    {
        ReadOnlySpan<byte> tensor = ProtobufReader.Last(ProtobufReader.Last(info, 2).Bytes, 1).Bytes;
        List<long> dimensions = [];
        ProtobufReader shape = new(ProtobufReader.Last(tensor, 2).Bytes);
        while (shape.Next())
        {
            ProtobufReader size = ProtobufReader.Last(shape.Bytes, 1);
            dimensions.Add(size.Field == 0 ? -1 : size.Number);
        }

        return new OnnxValueInfo(ProtobufReader.Last(info, 1).Text, (int)ProtobufReader.Last(tensor, 1).Number, dimensions);
    }
}

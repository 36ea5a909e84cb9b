namespace EdgeResNet.Shared.Contract;

/// <summary>
/// What an ONNX file says about itself, read from its protobuf wire format without building the graph
/// (onnx.proto: ModelProto, GraphProto, ValueInfoProto): a model of any size takes well under a millisecond.
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
    /// <exception cref="InputException">The bytes are no ONNX model.</exception>
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
            else if (reader.Field == 14) // metadata_props
            {
                (string key, string value) = ParseEntry(reader.Bytes);
                metadata[key] = value;
            }
        }

        return hasGraph ? new OnnxFile(metadata, inputs, outputs) : throw new InputException($"{what}: is not an ONNX model (it holds no graph)");
    }

    private static (string Key, string Value) ParseEntry(ReadOnlySpan<byte> entry)
    {
        (string key, string value) = ("", "");
        ProtobufReader reader = new(entry);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                key = reader.Text;
            }
            else if (reader.Field == 2)
            {
                value = reader.Text;
            }
        }

        return (key, value);
    }

    private static OnnxValueInfo ParseValueInfo(ReadOnlySpan<byte> info)
    {
        string name = "";
        int elementType = 0;
        List<long> dimensions = [];
        ProtobufReader reader = new(info);
        while (reader.Next())
        {
            if (reader.Field == 1) // name
            {
                name = reader.Text;
            }
            else if (reader.Field == 2) // type
            {
                elementType = ParseTensorType(reader.Bytes, dimensions);
            }
        }

        return new OnnxValueInfo(name, elementType, dimensions);
    }

    private static int ParseTensorType(ReadOnlySpan<byte> type, List<long> dimensions)
    {
        int elementType = 0;
        ProtobufReader reader = new(type);
        while (reader.Next())
        {
            if (reader.Field != 1) // tensor_type; sequences and maps are none of ours
            {
                continue;
            }

            ProtobufReader tensor = new(reader.Bytes);
            while (tensor.Next())
            {
                if (tensor.Field == 1) // elem_type
                {
                    elementType = (int)tensor.Number;
                }
                else if (tensor.Field == 2) // shape
                {
                    ProtobufReader shape = new(tensor.Bytes);
                    while (shape.Next())
                    {
                        dimensions.Add(ParseDimension(shape.Bytes));
                    }
                }
            }
        }

        return elementType;
    }

    private static long ParseDimension(ReadOnlySpan<byte> dimension)
    {
        long size = -1;
        ProtobufReader reader = new(dimension);
        while (reader.Next())
        {
            if (reader.Field == 1) // dim_value
            {
                size = reader.Number;
            }
        }

        return size;
    }
}

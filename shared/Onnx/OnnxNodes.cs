using System.Runtime.InteropServices;
using Google.Protobuf;

namespace EdgeResNet.Shared.Onnx;

/// <summary>Short forms for ONNX messages.</summary>
internal static class OnnxNodes
{
    /// <summary>An operator with one output.</summary>
    public static NodeProto Node(string type, string name, string output, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = type, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    /// <summary>A whole number.</summary>
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A number.</summary>
    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>A list of whole numbers.</summary>
    public static AttributeProto Ints(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>A float32 constant.</summary>
    public static TensorProto Tensor(string name, Weights weights) => Tensor<float>(name, weights.Values, weights.Shape);

    /// <summary>A vector of int64.</summary>
    public static TensorProto Tensor(string name, long[] values) => Tensor<long>(name, values, values.Length);

    /// <summary>A constant of any type that <see cref="ElementType"/> knows; a scalar without extents.</summary>
    // raw_data is little-endian, like every machine with a native library of TorchSharp.
    public static TensorProto Tensor<T>(string name, ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged
    {
        TensorProto tensor = new() { Name = name, DataType = (int)ElementType(typeof(T)), RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    /// <summary>A tensor with a batch of unknown size <c>N</c> in front.</summary>
    public static ValueInfoProto Batch(string name, TensorProto.Types.DataType type, params long[] shape)
    {
        TensorShapeProto extents = new();
        extents.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        foreach (long extent in shape)
        {
            extents.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = extents } } };
    }

    private static TensorProto.Types.DataType ElementType(Type type) =>
        type == typeof(float) ? TensorProto.Types.DataType.Float
        : type == typeof(long) ? TensorProto.Types.DataType.Int64
        : type == typeof(int) ? TensorProto.Types.DataType.Int32
        : type == typeof(sbyte) ? TensorProto.Types.DataType.Int8
        : type == typeof(byte) ? TensorProto.Types.DataType.Uint8
        : type == typeof(Half) ? TensorProto.Types.DataType.Float16
        : throw new ArgumentException($"{type} is not a supported element type of an ONNX constant");
}

using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Onnx;

/// <summary>A constant of a graph: its values in memory order, and its extents.</summary>
internal sealed class Weights(float[] values, params long[] shape)
{
    /// <summary>The numbers, row-major.</summary>
    public float[] Values { get; } = values;

    /// <summary>The extents.</summary>
    public long[] Shape { get; } = shape;

    /// <summary>Copies a float32 constant of a file, in any storage form.</summary>
    /// <param name="tensor">A tensor of this project's subset of ONNX.</param>
    /// <exception cref="InputException">It is of another type.</exception>
    public static Weights Of(TensorProto tensor)
    {
        if (tensor.DataType != (int)TensorProto.Types.DataType.Float)
        {
            throw new InputException($"constant {tensor.Name} is not float32; use a model that ./edgeresnet export wrote");
        }

        float[] values = tensor.RawData.IsEmpty ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        Int128 count = 1;
        foreach (long extent in tensor.Dims)
        {
            count = extent < 0 || count > values.Length ? -1 : count * extent;
        }

        return count == values.Length
            ? new Weights(values, [.. tensor.Dims])
            : throw new InputException($"constant {tensor.Name} has {values.Length} numbers, but the shape [{string.Join(", ", tensor.Dims)}]; get the model again");
    }
}

using System.Runtime.InteropServices;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Export.Onnx;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Export;

/// <summary>Constants of a graph on their way from TorchSharp to the file: the values in the order of the memory, and their extents.</summary>
internal sealed class Weights(float[] values, params long[] shape)
{
    /// <summary>The numbers, row-major.</summary>
    public float[] Values { get; } = values;

    /// <summary>The extents.</summary>
    public long[] Shape { get; } = shape;

    /// <summary>Copies a float32 tensor from whatever device it is on.</summary>
    /// <param name="name">PyTorch's path of the parameter, for messages.</param>
    /// <param name="tensor">Any shape.</param>
    /// <exception cref="InputException">A value is not finite: such a network answers nothing.</exception>
    public static Weights Of(string name, Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor onCpu = detached.to(float32, CPU);
        using Tensor dense = onCpu.contiguous();
        float[] values = dense.data<float>().ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new InputException($"{name}[{i}] is {values[i]}: the training diverged; lower the learning rate and train again");
            }
        }

        return new Weights(values, [.. tensor.shape]);
    }

    /// <summary>Copies a float32 constant of a file, however it is stored.</summary>
    /// <param name="tensor">Of this project's subset of ONNX.</param>
    /// <exception cref="InputException">It is of another type.</exception>
    public static Weights Of(TensorProto tensor)
    {
        if (tensor.DataType != (int)TensorProto.Types.DataType.Float)
        {
            throw new InputException($"constant {tensor.Name} is not float32; use a model that ./edgeresnet export wrote");
        }

        float[] values = tensor.RawData.IsEmpty ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        return new Weights(values, [.. tensor.Dims]);
    }
}

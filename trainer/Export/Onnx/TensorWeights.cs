using EdgeResNet.Shared.Onnx;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>Turns TorchSharp tensors into constants of a graph.</summary>
internal static class TensorWeights
{
    /// <summary>Copies a float32 tensor from any device.</summary>
    /// <param name="name">PyTorch's path of the parameter, for messages.</param>
    /// <param name="tensor">Any shape.</param>
    /// <exception cref="InputException">A value is not finite.</exception>
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
}

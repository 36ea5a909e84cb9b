using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>Sums tensors of the CPU in float32.</summary>
internal sealed class HostSum(IProcessGroup group) : ITensorSum
{
    public string Description => "float32";

    public void Sum(Tensor values, long rounded = 0) => group.Sum(MemoryMarshal.Cast<byte, float>(values.bytes));

    public void Dispose()
    {
    }
}

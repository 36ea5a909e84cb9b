using EdgeResNet.Trainer.Processes.Nccl;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>Chooses how tensors are summed.</summary>
internal static class TensorSums
{
    /// <summary>The sum for the tensors of a device.</summary>
    /// <param name="group">The processes.</param>
    /// <param name="device">The device.</param>
    /// <param name="wire"><c>fp32</c> or <c>bf16</c>.</param>
    public static ITensorSum Open(IProcessGroup group, Device device, string wire)
    {
        bool rounds = wire == "bf16";
        ITensorSum host = rounds ? new RoundedSum(group) : new HostSum(group);
        return device.type == DeviceType.CPU ? host
            : NcclLibrary.Load() is NcclLibrary nccl ? new NcclSum(group, nccl, rounds)
            : new StagedSum(host);
    }
}

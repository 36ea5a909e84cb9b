using System.Runtime.InteropServices;
using EdgeResNet.Trainer.Processes.Nccl;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>Sums tensors of GPUs by NCCL, on the devices. Never run on a real GPU.</summary>
internal sealed unsafe class NcclSum : ITensorSum
{
    private readonly NcclLibrary nccl;
    private readonly nint group;
    private readonly bool rounds;
    private readonly delegate* unmanaged<nint, nint> address; // of a tensor's values, on its device

    /// <summary>Joins the processes' group.</summary>
    /// <param name="processes">Pass the group's name around.</param>
    /// <param name="nccl">The library.</param>
    /// <param name="rounds">Whether gradients travel in bfloat16.</param>
    public NcclSum(IProcessGroup processes, NcclLibrary nccl, bool rounds)
    {
        (this.nccl, this.rounds) = (nccl, rounds);
        address = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(NativeLibrary.Load("LibTorchSharp", typeof(Tensor).Assembly, searchPath: null), "THSTensor_data");
        byte[] id = processes.Rank == 0 ? nccl.NewId() : new byte[NcclLibrary.IdLength];
        processes.Broadcast(id);
        group = nccl.Join(processes.Size, id, processes.Rank);
    }

    public string Description => rounds ? "bfloat16 over NCCL" : "float32 over NCCL";

    public void Sum(Tensor values, long rounded = 0)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        long split = rounds ? rounded : 0;
        if (split > 0)
        {
            Tensor gradient = values.narrow(0, 0, split);
            Tensor wire = gradient.to(ScalarType.BFloat16);
            nccl.AllReduce(group, address(wire.Handle), split, rounded: true);
            gradient.copy_(wire);
        }

        if (values.numel() > split)
        {
            nccl.AllReduce(group, address(values.narrow(0, split, values.numel() - split).Handle), values.numel() - split, rounded: false);
        }
    }

    public void Dispose() => nccl.Leave(group);
}

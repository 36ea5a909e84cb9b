using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>
/// Sums tensors of the CPU with half the traffic: values travel in bfloat16, rounded once before and once after a sum in float32. Every process
/// sums a block of them for all, in the order of the processes. Owns its buffers.
/// </summary>
internal sealed class RoundedSum(IProcessGroup group) : ITensorSum
{
    private Tensor? sent; // [processes · block], bfloat16
    private Tensor? received; // [processes, block]
    private Tensor? block; // [block]

    public string Description => "bfloat16";

    public void Sum(Tensor values, long rounded = 0)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        if (rounded > 0)
        {
            SumRounded(values.narrow(0, 0, rounded));
        }

        if (values.numel() > rounded)
        {
            new HostSum(group).Sum(values.narrow(0, rounded, values.numel() - rounded));
        }
    }

    public void Dispose()
    {
        sent?.Dispose();
        received?.Dispose();
        block?.Dispose();
    }

    private void SumRounded(Tensor values)
    {
        long count = values.numel();
        Reserve((count + group.Size - 1) / group.Size);
        sent!.narrow(0, 0, count).copy_(values);
        group.Transpose(sent.bytes, received!.bytes);
        block!.copy_(received.sum(0, type: ScalarType.Float32));
        group.Gather(block.bytes, sent.bytes);
        values.copy_(sent.narrow(0, 0, count));
    }

    private void Reserve(long length)
    {
        if (block?.numel() == length)
        {
            return;
        }

        Dispose();
        sent = zeros([group.Size * length], dtype: ScalarType.BFloat16).DetachFromDisposeScope();
        received = zeros([group.Size, length], dtype: ScalarType.BFloat16).DetachFromDisposeScope();
        block = zeros([length], dtype: ScalarType.BFloat16).DetachFromDisposeScope();
    }
}

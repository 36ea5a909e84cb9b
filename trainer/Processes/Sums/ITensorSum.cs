using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Processes.Sums;

/// <summary>Sums a tensor over all processes.</summary>
internal interface ITensorSum : IDisposable
{
    /// <summary>How the values travel, in words.</summary>
    string Description { get; }

    /// <summary>Replaces the values, float32 <c>[N]</c>, by their sums.</summary>
    /// <param name="values">The tensor, contiguous.</param>
    /// <param name="rounded">The first so many values may travel in bfloat16.</param>
    void Sum(Tensor values, long rounded = 0);
}

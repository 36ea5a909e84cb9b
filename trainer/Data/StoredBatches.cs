using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>A whole set as uint8 on the training device.</summary>
internal sealed class StoredBatches : IBatchSource
{
    private readonly Tensor images; // (N, C, H, W)
    private readonly Tensor labels; // (N)
    private readonly Device device;

    /// <summary>Takes <c>[N, H, W, C]</c> pixels.</summary>
    public StoredBatches(IImageSet set, InputSpec spec, byte[] pixels, Device device)
    {
        using IDisposable scope = NewDisposeScope();
        this.device = device;
        Count = set.Count;
        images = tensor(pixels, [Count, spec.Height, spec.Width, spec.Channels], dtype: ScalarType.Byte)
            .permute(0, 3, 1, 2).contiguous().to(device).DetachFromDisposeScope();
        labels = tensor(BatchSource.Labels(set, [.. Enumerable.Range(0, Count)])).to(device).DetachFromDisposeScope();
    }

    public int Count { get; }

    public IEnumerable<Batch> Batches(int[] order, int size, int first = 0)
    {
        for (int from = first * size; from < order.Length; from += size)
        {
            long[] chosen = [.. order.AsSpan(from, Math.Min(size, order.Length - from)).ToArray().Select(i => (long)i)];
            using Tensor onHost = tensor(chosen);
            using Tensor indices = onHost.to(device);
            yield return new Batch(images.index_select(0, indices), labels.index_select(0, indices));
        }
    }

    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
    }
}

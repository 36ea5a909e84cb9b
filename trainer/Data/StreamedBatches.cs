using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>Decodes the next batches on threads during the current step.</summary>
internal sealed class StreamedBatches(IImageSet set, InputSpec spec, Device device) : IBatchSource
{
    private static readonly int ahead = Environment.ProcessorCount + 1;

    public int Count => set.Count;

    public IEnumerable<Batch> Batches(int[] order, int size, int first = 0)
    {
        Queue<Task<(byte[] Pixels, long[] Labels)>> pending = new();
        try
        {
            int next = first * size;
            while (true)
            {
                while (pending.Count < ahead && next < order.Length)
                {
                    int[] indices = order.AsSpan(next, Math.Min(size, order.Length - next)).ToArray();
                    pending.Enqueue(Task.Run(() => Decode(indices)));
                    next += size;
                }

                if (!pending.TryDequeue(out Task<(byte[] Pixels, long[] Labels)>? oldest))
                {
                    yield break;
                }

                (byte[] pixels, long[] labels) = oldest.GetAwaiter().GetResult();
                yield return ToTensors(pixels, labels);
            }
        }
        finally
        {
            Task.WaitAll([.. pending]); // no decoding continues after disposal
        }
    }

    public void Dispose()
    {
    }

    private Batch ToTensors(byte[] pixels, long[] labels)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = tensor(pixels, [labels.Length, spec.Height, spec.Width, spec.Channels], dtype: ScalarType.Byte);
        return new Batch(images.to(device).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope(), tensor(labels).to(device).MoveToOuterDisposeScope());
    }

    private (byte[] Pixels, long[] Labels) Decode(int[] indices)
    {
        Preprocessor preprocessor = new(spec);
        byte[] pixels = new byte[indices.Length * spec.Bytes];
        for (int i = 0; i < indices.Length; i++)
        {
            set.Read(indices[i], preprocessor, pixels.AsSpan(i * spec.Bytes, spec.Bytes));
        }

        return (pixels, BatchSource.Labels(set, indices));
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>What one step learns from, on the training device.</summary>
/// <param name="Images">uint8 <c>(N, C, H, W)</c>.</param>
/// <param name="Labels">int64 <c>(N)</c>.</param>
internal readonly record struct Batch(Tensor Images, Tensor Labels)
{
    /// <summary>The classes of the pictures that were mixed in, int64 <c>(N)</c>; null where none were.</summary>
    public Tensor? OtherLabels { get; init; }

    /// <summary>Share of the pictures that belongs to <see cref="OtherLabels"/>, 0 to 1.</summary>
    public double OtherShare { get; init; }

    /// <summary>A teacher's answers to <see cref="Images"/>, float32 <c>(N, K)</c>; null without one.</summary>
    public Tensor? TeacherLogits { get; init; }
}

/// <summary>Gives the batches of an order, from step <c>first</c> on.</summary>
internal interface IBatchSource : IDisposable
{
    /// <summary>Number of pictures.</summary>
    int Count { get; }

    /// <summary>Batches of <paramref name="size"/> pictures in the given order, beginning with batch <paramref name="first"/>; the caller owns the tensors.</summary>
    IEnumerable<Batch> Batches(int[] order, int size, int first = 0);
}

/// <summary>Chooses between memory and streaming.</summary>
internal static class BatchSource
{
    /// <summary>Sets up to this many bytes as uint8 are kept in memory.</summary>
    public const long LargestInMemory = 1L << 30;

    /// <summary>
    /// Reads every picture once, so that an unreadable one is found before any epoch is spent; keeps the pixels if they
    /// fit and decodes ahead on threads otherwise.
    /// </summary>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public static IBatchSource Open(IImageSet set, InputSpec spec, Device device, long largestInMemory = LargestInMemory)
    {
        bool fits = (long)set.Count * spec.Bytes <= largestInMemory;
        byte[]? pixels = fits ? new byte[(long)set.Count * spec.Bytes] : null;
        Decode(set, spec, pixels);
        return pixels is null ? new StreamedBatches(set, spec, device) : new StoredBatches(set, spec, pixels, device);
    }

    /// <summary>Reads all pictures on all cores into <paramref name="pixels"/> <c>[N, H, W, C]</c>, or nowhere if null.</summary>
    private static void Decode(IImageSet set, InputSpec spec, byte[]? pixels)
    {
        try
        {
            Parallel.For(
                0,
                set.Count,
                () => (Preprocessor: new Preprocessor(spec), Scratch: new byte[spec.Bytes]),
                (index, _, local) =>
                {
                    Span<byte> destination = pixels is null ? local.Scratch : pixels.AsSpan(index * spec.Bytes, spec.Bytes);
                    set.Read(index, local.Preprocessor, destination);
                    return local;
                },
                _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is UserException first)
        {
            throw new InputException(first.Message, e);
        }
    }

    /// <summary>Labels of pictures as int64.</summary>
    public static long[] Labels(IImageSet set, ReadOnlySpan<int> indices)
    {
        long[] labels = new long[indices.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = set.Label(indices[i]);
        }

        return labels;
    }
}

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

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
    }
}

/// <summary>Decodes the next batches on threads while the current one is trained on.</summary>
internal sealed class StreamedBatches(IImageSet set, InputSpec spec, Device device) : IBatchSource
{
    private static readonly int ahead = Environment.ProcessorCount + 1;

    /// <inheritdoc/>
    public int Count => set.Count;

    /// <inheritdoc/>
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
            Task.WaitAll([.. pending]); // nothing decodes on after its reader is gone
        }
    }

    /// <inheritdoc/>
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

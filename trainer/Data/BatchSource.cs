using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Processes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>Chooses between memory and streaming.</summary>
internal static class BatchSource
{
    /// <summary>Sets up to this many bytes as uint8 are kept in memory.</summary>
    public const long LargestInMemory = 1L << 30;

    /// <summary>
    /// Reads every picture once, so an unreadable one is found before the first epoch. Keeps the pixels if they fit;
    /// otherwise threads decode ahead. The processes of a <paramref name="group"/> read a share each and exchange the pixels.
    /// </summary>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public static IBatchSource Open(IImageSet set, InputSpec spec, Device device, long largestInMemory = LargestInMemory, IProcessGroup? group = null, CancellationToken stop = default)
    {
        group ??= new OneProcess();
        bool fits = (long)set.Count * spec.Bytes <= largestInMemory;
        byte[]? pixels = fits ? new byte[(long)set.Count * spec.Bytes] : null;
        Decode(set, spec, pixels, Share.Of(set.Count, group), stop);
        for (int root = 0; root < group.Size && pixels is not null; root++)
        {
            Share share = Share.Of(set.Count, root, group.Size);
            group.Broadcast(pixels.AsSpan(share.First * spec.Bytes, share.Count * spec.Bytes), root);
        }

        return pixels is null ? new StreamedBatches(set, spec, device) : new StoredBatches(set, spec, pixels, device);
    }

    /// <summary>Reads a share of the pictures on all cores into <paramref name="pixels"/> <c>[N, H, W, C]</c>, or only checks them if null.</summary>
    private static void Decode(IImageSet set, InputSpec spec, byte[]? pixels, Share share, CancellationToken stop)
    {
        try
        {
            Parallel.For(
                share.First,
                share.First + share.Count,
                new ParallelOptions { CancellationToken = stop },
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

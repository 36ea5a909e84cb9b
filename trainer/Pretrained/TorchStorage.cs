using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained;

/// <summary>The elements of some tensors.</summary>
/// <param name="type">Type of an element.</param>
/// <param name="count">Number of elements.</param>
/// <param name="read">Gives all elements, little-endian; asked once, when a tensor is built.</param>
internal sealed class TorchStorage(ScalarType type, long count, Func<ReadOnlyMemory<byte>> read) : IDisposable
{
    private Tensor? elements;

    /// <summary>Type of an element.</summary>
    public ScalarType Type => type;

    /// <summary>Number of elements.</summary>
    public long Count => count;

    /// <summary>All elements as a tensor, which this object owns.</summary>
    public Tensor Elements
    {
        get
        {
            if (elements is null)
            {
                ReadOnlyMemory<byte> content = read();
                elements = zeros([count], dtype: type).DetachFromDisposeScope();
                content.Span[..(int)(count * SizeOf(type))].CopyTo(elements.bytes);
            }

            return elements;
        }
    }

    /// <summary>Bytes of an element.</summary>
    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };

    /// <summary>A part of another storage, as files of PyTorch before 0.4 have them.</summary>
    /// <exception cref="InvalidDataException">It lies outside.</exception>
    public TorchStorage Part(long offset, long length) =>
        offset >= 0 && length >= 0 && offset <= count - length
            ? new TorchStorage(type, length, () => read().Slice((int)(offset * SizeOf(type)), (int)(length * SizeOf(type))))
            : throw new InvalidDataException("the pickle has a part of a storage that lies outside it");

    /// <inheritdoc/>
    public void Dispose() => elements?.Dispose();
}

/// <summary>A view of a storage, in elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 16;

    /// <summary>Bytes of the tensor that <see cref="Build"/> makes.</summary>
    public long Bytes => Shape.Aggregate(1L, (product, size) => product * size) * TorchStorage.SizeOf(Storage.Type);

    /// <summary>A view that lies inside its storage, and is not larger than it: an expanded one could be of any size.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public static TorchTensor View(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MostDimensions || offset < 0)
        {
            throw new InvalidDataException("the pickle has a tensor whose shape and strides do not fit");
        }

        Int128 count = 1;
        Int128 last = offset;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= Math.Min(shape[i], int.MaxValue);
            last += (Int128)(shape[i] - 1) * strides[i];
            if (shape[i] < 0 || strides[i] < 0 || count > storage.Count || (shape[i] > 0 && last >= storage.Count))
            {
                throw new InvalidDataException("the pickle has a tensor that lies outside its storage");
            }
        }

        return offset <= storage.Count && (count == 0 || last < storage.Count)
            ? new TorchTensor(storage, offset, shape, strides)
            : throw new InvalidDataException("the pickle has a tensor that lies outside its storage");
    }

    /// <summary>The tensor, with memory of its own.</summary>
    public Tensor Build()
    {
        using Tensor view = Storage.Elements.as_strided(Shape, Strides, Offset);
        return view.clone();
    }
}

using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>A view of a storage, in elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    private const int MostDimensions = 16;

    /// <summary>Bytes of the tensor of <see cref="Build"/>.</summary>
    public long Bytes => Shape.Aggregate(1L, (product, size) => product * size) * TorchStorage.SizeOf(Storage.Type);

    /// <summary>Checks that the view lies inside its storage and is not larger; an expanded view could have any size.</summary>
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

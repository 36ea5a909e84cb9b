using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>The elements of one or more tensors.</summary>
/// <param name="type">Type of an element.</param>
/// <param name="count">Number of elements.</param>
/// <param name="read">Reads all elements, little-endian; called once, for the first tensor.</param>
internal sealed class TorchStorage(ScalarType type, long count, Func<ReadOnlyMemory<byte>> read) : IDisposable
{
    private Tensor? elements;

    /// <summary>Type of an element.</summary>
    public ScalarType Type => type;

    /// <summary>Number of elements.</summary>
    public long Count => count;

    /// <summary>All elements as a tensor; this object owns it.</summary>
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

    /// <summary>A part of another storage, as in files of PyTorch before 0.4.</summary>
    /// <exception cref="InvalidDataException">It lies outside.</exception>
    public TorchStorage Part(long offset, long length) =>
        offset >= 0 && length >= 0 && offset <= count - length
            ? new TorchStorage(type, length, () => read().Slice((int)(offset * SizeOf(type)), (int)(length * SizeOf(type))))
            : throw new InvalidDataException("the pickle has a part of a storage that lies outside it");

    public void Dispose() => elements?.Dispose();
}

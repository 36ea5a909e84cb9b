using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Pictures;

/// <summary>Bits of entropy-coded data without stuffed bytes. Reads zeros behind the end, which <see cref="IsOverrun"/> tells.</summary>
internal ref struct EntropyBits
{
    /// <summary>Readable bytes that must stand behind the data: a block takes at most 64 codes of 31 bits.</summary>
    public const int Margin = 272;

    private readonly ref byte data;
    private readonly int length;
    private int position; // of the next byte to load

    /// <summary>Begins.</summary>
    /// <param name="data">The bytes, with <see cref="Margin"/> more behind them.</param>
    /// <param name="length">Number of bytes without the margin.</param>
    public EntropyBits(Span<byte> data, int length)
    {
        this.data = ref MemoryMarshal.GetReference(data);
        this.length = length;
        Refill();
    }

    /// <summary>The next bits, the first one highest.</summary>
    public ulong Next { get; private set; }

    /// <summary>Valid bits in <see cref="Next"/>: at least 56 after <see cref="Refill"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Bits taken so far.</summary>
    public readonly long Taken => (8L * position) - Count;

    /// <summary>Whether more bits were taken than there are.</summary>
    public readonly bool IsOverrun => Taken > 8L * length;

    /// <summary>Loads whole bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        ulong loaded = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, position)));
        Next |= loaded >> Count;
        position += (63 - Count) >> 3;
        Count |= 56;
    }

    /// <summary>Takes bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        Next <<= bits;
        Count -= bits;
    }

    /// <summary>Takes up to 16 bits as a number.</summary>
    public int Number(int bits)
    {
        int number = bits == 0 ? 0 : (int)(Next >> (64 - bits));
        Skip(bits);
        return number;
    }

    /// <summary>Takes a code and leaves at least 25 bits.</summary>
    /// <returns>Its symbol; −1 if it is invalid.</returns>
    public int Symbol(HuffmanTable table)
    {
        if (Count < 48)
        {
            Refill();
        }

        uint code = table.Codes[(int)(Next >> (64 - HuffmanTable.IndexBits))];
        if (code == 0 && (code = table.LongCode(Next)) == 0)
        {
            return -1;
        }

        Skip((int)(code >> 8));
        return (byte)code;
    }
}

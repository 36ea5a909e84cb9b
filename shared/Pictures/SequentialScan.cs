using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Pictures;

/// <summary>Follows the codes of sequential scans (ITU-T T.81, F.2) without computing their values.</summary>
internal static class SequentialScan
{
    /// <summary>Follows blocks.</summary>
    /// <param name="data">Bytes without stuffing, with <see cref="EntropyBits.Margin"/> bytes behind them.</param>
    /// <param name="length">Number of bytes without the margin.</param>
    /// <param name="tables">DC and AC tables of each block of a unit.</param>
    /// <param name="blocks">Blocks to follow, in whole units.</param>
    /// <returns>Bits taken; −1 for an invalid code; more bits than there are if blocks are missing.</returns>
    public static long Follow(Span<byte> data, int length, ReadOnlySpan<(HuffmanTable Dc, HuffmanTable Ac)> tables, long blocks) =>
        Follow(data, length, tables, 0, blocks, out _);

    /// <summary>Follows blocks to the end of the data.</summary>
    /// <param name="data">As above.</param>
    /// <param name="length">As above.</param>
    /// <param name="tables">As above.</param>
    /// <param name="bit">Bits to pass over.</param>
    /// <returns>Bits taken to the last whole block.</returns>
    public static long FollowToEnd(Span<byte> data, int length, ReadOnlySpan<(HuffmanTable Dc, HuffmanTable Ac)> tables, long bit)
    {
        _ = Follow(data, length, tables, bit, long.MaxValue, out long whole);
        return whole;
    }

    private static long Follow(Span<byte> data, int length, ReadOnlySpan<(HuffmanTable Dc, HuffmanTable Ac)> tables, long bit, long blocks, out long whole)
    {
        const int indexShift = 64 - HuffmanTable.IndexBits;
        ref byte bytes = ref MemoryMarshal.GetReference(data);
        long end = 8L * length;
        nint position = (nint)(bit >> 3);
        ulong next = 0;
        int count = 0;
        Refill(ref bytes, ref position, ref next, ref count);
        next <<= (int)bit & 7;
        count -= (int)bit & 7;
        whole = bit;
        int unit = 0;
        for (long block = 0; block < blocks; block++)
        {
            (HuffmanTable dc, HuffmanTable ac) = tables[unit];
            unit = unit + 1 == tables.Length ? 0 : unit + 1;
            if (count < 32)
            {
                Refill(ref bytes, ref position, ref next, ref count);
            }

            uint code = dc.Codes[(int)(next >> indexShift)];
            if ((code == 0 && (code = dc.LongCode(next)) == 0) || (code & 0xF0) != 0)
            {
                return (8L * position) - count <= end ? -1 : long.MaxValue;
            }

            int bits = (int)((code >> 8) + (code & 15));
            next <<= bits;
            count -= bits;
            ref ushort steps = ref MemoryMarshal.GetReference(ac.Steps);
            uint coefficient = 1;
            do
            {
                if (count < 32)
                {
                    Refill(ref bytes, ref position, ref next, ref count);
                }

                uint step = Unsafe.Add(ref steps, (nint)(next >> indexShift));
                if (step == 0 && (step = ac.LongStep(next)) == 0)
                {
                    return (8L * position) - count <= end ? -1 : long.MaxValue;
                }

                next <<= (int)(step >> 8);
                count -= (int)(step >> 8);
                coefficient += (byte)step;
            }
            while (coefficient < 64);
            long taken = (8L * position) - count;
            if (taken > end)
            {
                return taken;
            }

            if (coefficient is > 64 and < HuffmanTable.EndOfBlock)
            {
                return -1; // more coefficients than a block has
            }

            whole = taken;
        }

        return whole;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref byte bytes, ref nint position, ref ulong next, ref int count)
    {
        next |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, position))) >> count;
        position += (63 - count) >> 3;
        count |= 56;
    }
}

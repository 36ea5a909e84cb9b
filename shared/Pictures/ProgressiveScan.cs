namespace EdgeResNet.Shared.Pictures;

/// <summary>One scan of a progressive picture (ITU-T T.81, G.2): which coefficients, and which of their bits.</summary>
/// <param name="First">First coefficient, in zigzag order.</param>
/// <param name="Last">Last coefficient.</param>
/// <param name="Refines">Whether earlier scans sent higher bits.</param>
internal readonly record struct ProgressiveScan(int First, int Last, bool Refines)
{
    /// <summary>Follows the codes of one block.</summary>
    /// <param name="bits">The data.</param>
    /// <param name="component">The component of the block, with its tables.</param>
    /// <param name="nonzero">Its coefficients that are not zero; updated.</param>
    /// <param name="emptyBlocks">Further blocks without new coefficients; updated.</param>
    /// <returns>False for an invalid code.</returns>
    public bool Follow(ref EntropyBits bits, JpegComponent component, ref ulong nonzero, ref int emptyBlocks)
    {
        bits.Refill();
        if (First > 0)
        {
            return Refines ? RefineAc(ref bits, component.Ac, ref nonzero, ref emptyBlocks) : SendAc(ref bits, component.Ac, ref nonzero, ref emptyBlocks);
        }

        if (Refines)
        {
            bits.Skip(1);
            return true;
        }

        int size = bits.Symbol(component.Dc);
        bits.Skip(Math.Clamp(size, 0, 15));
        return size is >= 0 and <= 15;
    }

    private bool SendAc(ref EntropyBits bits, HuffmanTable table, ref ulong nonzero, ref int emptyBlocks)
    {
        if (emptyBlocks > 0)
        {
            emptyBlocks--;
            return true;
        }

        for (int k = First; k <= Last; k++)
        {
            int symbol = bits.Symbol(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (symbol < 0)
            {
                return false;
            }

            if (size > 0)
            {
                k += zeros;
                if (k > Last)
                {
                    return false;
                }

                nonzero |= 1UL << k;
                bits.Skip(size);
            }
            else if (zeros == 15)
            {
                k += 15;
            }
            else
            {
                emptyBlocks = (1 << zeros) - 1 + bits.Number(zeros);
                break;
            }
        }

        return true;
    }

    private bool RefineAc(ref EntropyBits bits, HuffmanTable table, ref ulong nonzero, ref int emptyBlocks)
    {
        int k = First;
        for (; emptyBlocks == 0 && k <= Last; k++)
        {
            int symbol = bits.Symbol(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (symbol < 0 || size > 1)
            {
                return false;
            }

            if (size == 0 && zeros < 15)
            {
                emptyBlocks = (1 << zeros) + bits.Number(zeros);
                break;
            }

            bits.Skip(size);
            for (; k <= Last && ((nonzero >> k & 1) != 0 || --zeros >= 0); k++)
            {
                Correct(ref bits, nonzero, k);
            }

            if (size > 0)
            {
                if (k > Last)
                {
                    return false;
                }

                nonzero |= 1UL << k;
            }
        }

        if (emptyBlocks > 0)
        {
            for (; k <= Last; k++)
            {
                Correct(ref bits, nonzero, k);
            }

            emptyBlocks--;
        }

        return true;
    }

    private static void Correct(ref EntropyBits bits, ulong nonzero, int k)
    {
        if (bits.Count < 8)
        {
            bits.Refill();
        }

        bits.Skip((int)(nonzero >> k & 1));
    }
}

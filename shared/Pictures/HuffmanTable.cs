using System.Runtime.CompilerServices;

namespace EdgeResNet.Shared.Pictures;

/// <summary>A Huffman table of a JPEG (ITU-T T.81, annexes C and F), as tables that are indexed by the next bits. Made again only when the definition changes.</summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits that index the tables.</summary>
    public const int IndexBits = 11;

    /// <summary>Advance of a code that ends its block: more than any other can reach.</summary>
    public const int EndOfBlock = 128;

    private const int LongestCode = 16;
    private readonly byte[] definition = new byte[LongestCode + 256];
    private readonly ushort[] codes = new ushort[1 << IndexBits];
    private readonly ushort[] steps = new ushort[1 << IndexBits];
    private readonly int[] endOfLength = new int[LongestCode + 1]; // first 16-bit number above the codes of each length
    private readonly int[] symbolOfLength = new int[LongestCode + 1]; // symbol of code 0, if codes of a length began there
    private int definitionLength;

    /// <summary>For each index, <c>length &lt;&lt; 8 | symbol</c> of its code; 0 for longer and invalid codes.</summary>
    public ReadOnlySpan<ushort> Codes => codes;

    /// <summary>For each index, the step of an AC code of a sequential picture: <c>bits &lt;&lt; 8 | coefficients</c>; 0 as in <see cref="Codes"/>.</summary>
    public ReadOnlySpan<ushort> Steps => steps;

    /// <summary>Takes a definition: 16 numbers of codes, and the symbols.</summary>
    /// <returns>False if there are more codes than bits allow.</returns>
    public bool Define(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(definition.AsSpan(0, definitionLength)))
        {
            return true;
        }

        definitionLength = 0;
        Array.Clear(codes);
        Array.Clear(steps);
        int code = 0; // of 16 bits
        int symbol = LongestCode;
        for (int length = 1; length <= LongestCode; length++)
        {
            int unit = 1 << (LongestCode - length);
            symbolOfLength[length] = symbol - (code / unit);
            for (int i = 0; i < text[length - 1]; i++, code += unit, symbol++)
            {
                if (code + unit > 1 << LongestCode)
                {
                    return false;
                }

                Enter(code, unit, length, text[symbol]);
            }

            endOfLength[length] = code;
        }

        text.CopyTo(definition);
        definitionLength = text.Length;
        return true;
    }

    /// <summary>The code at the beginning of <paramref name="bits"/>, which <see cref="Codes"/> lacks; 0 if it is invalid.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public uint LongCode(ulong bits)
    {
        int next = (int)(bits >> 48);
        for (int length = IndexBits + 1; length <= LongestCode && definitionLength > 0; length++)
        {
            if (next < endOfLength[length])
            {
                return (uint)((length << 8) | definition[symbolOfLength[length] + (next >> (LongestCode - length))]);
            }
        }

        return 0;
    }

    /// <summary>The step of such a code; 0 if it is invalid.</summary>
    public uint LongStep(ulong bits) => LongCode(bits) is not 0 and uint code ? Step((int)code >> 8, (byte)code) : 0u;

    private static ushort Step(int length, byte symbol)
    {
        int zeros = symbol >> 4;
        int bits = symbol & 15;
        int advance = bits > 0 || zeros == 15 ? zeros + 1 : EndOfBlock;
        return (ushort)(((length + bits) << 8) | advance);
    }

    private void Enter(int code, int unit, int length, byte symbol)
    {
        if (length <= IndexBits)
        {
            int first = code >> (LongestCode - IndexBits);
            int count = unit >> (LongestCode - IndexBits);
            codes.AsSpan(first, count).Fill((ushort)((length << 8) | symbol));
            steps.AsSpan(first, count).Fill(Step(length, symbol));
        }
    }
}

namespace EdgeResNet.Shared.Pictures;

/// <summary>A colour component of a JPEG.</summary>
internal sealed class JpegComponent
{
    private const int Coefficients = 64;
    private readonly byte[] missingBits = new byte[Coefficients]; // of each coefficient; NotSent before its first scan
    private ulong[] nonzero = []; // a bit for each coefficient of each block: progressive pictures only

    /// <summary>Value of <see cref="Missing"/> for coefficients of which no scan came.</summary>
    public const byte NotSent = byte.MaxValue;

    /// <summary>Its name in the file.</summary>
    public byte Id { get; set; }

    /// <summary>Blocks of an interleaved unit, across and down.</summary>
    public (int Across, int Down) Sampling { get; set; }

    /// <summary>Blocks that hold pixels, across and down.</summary>
    public (int Across, int Down) Blocks { get; private set; }

    /// <summary>Table of its DC codes in the current scan.</summary>
    public HuffmanTable Dc { get; set; } = null!;

    /// <summary>Table of its AC codes in the current scan.</summary>
    public HuffmanTable Ac { get; set; } = null!;

    /// <summary>Which coefficients of each block are not zero so far.</summary>
    public Span<ulong> Nonzero => nonzero.AsSpan(0, Blocks.Across * Blocks.Down);

    /// <summary>Bits that each coefficient still lacks.</summary>
    public ReadOnlySpan<byte> Missing => missingBits;

    /// <summary>Sets the size of the picture.</summary>
    public void Prepare(int width, int height, int mostAcross, int mostDown, bool progressive)
    {
        Blocks = (Divide((long)width * Sampling.Across, 8 * mostAcross), Divide((long)height * Sampling.Down, 8 * mostDown));
        Array.Fill(missingBits, NotSent);
        if (progressive)
        {
            int count = Blocks.Across * Blocks.Down;
            nonzero = nonzero.Length < count ? new ulong[count] : nonzero;
            Nonzero.Clear();
        }
    }

    /// <summary>Notes a scan of coefficients, to all but <paramref name="missing"/> bits.</summary>
    public void Sent(int first, int last, int missing) => missingBits.AsSpan(first, last - first + 1).Fill((byte)missing);

    private static int Divide(long size, int part) => (int)((size + part - 1) / part);
}

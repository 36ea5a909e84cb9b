namespace EdgeResNet.Trainer.Checks;

/// <summary>
/// A hash that hardly changes with re-encoding, resizing or a little brightness: pHash (Zauner, 2010, "Implementation and
/// Benchmarking of Perceptual Image Hash Functions", 3.2.1). It takes 64 low-frequency coefficients of the discrete cosine transform
/// at 32×32 grey pixels, without the first row and column. A bit is set if its coefficient is above the median. The distance of two
/// pictures is the number of different bits (Hamming distance).
/// </summary>
internal static class PerceptualHash
{
    /// <summary>Pixels a side of the hashed picture.</summary>
    public const int Size = 32;

    /// <summary>Bits of a hash.</summary>
    public const int Bits = Frequencies * Frequencies;

    private const int Frequencies = 8; // 1 to 8; 0 is the brightness of a row or column

    private static readonly float[] cosines = Cosines(); // [frequency, position]

    /// <summary>Hashes a picture.</summary>
    /// <param name="luma"><c>[32, 32]</c>.</param>
    public static ulong Of(ReadOnlySpan<byte> luma)
    {
        Span<float> rows = stackalloc float[Size * Frequencies]; // [y, horizontal frequency]
        for (int y = 0; y < Size; y++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                float sum = 0;
                for (int x = 0; x < Size; x++)
                {
                    sum += cosines[(u * Size) + x] * luma[(y * Size) + x];
                }

                rows[(y * Frequencies) + u] = sum;
            }
        }

        Span<float> coefficients = stackalloc float[Bits]; // [vertical frequency, horizontal frequency]
        for (int v = 0; v < Frequencies; v++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                float sum = 0;
                for (int y = 0; y < Size; y++)
                {
                    sum += cosines[(v * Size) + y] * rows[(y * Frequencies) + u];
                }

                coefficients[(v * Frequencies) + u] = sum;
            }
        }

        Span<float> sorted = stackalloc float[Bits];
        coefficients.CopyTo(sorted);
        sorted.Sort();
        float median = (sorted[(Bits / 2) - 1] + sorted[Bits / 2]) / 2;
        ulong hash = 0;
        for (int i = 0; i < Bits; i++)
        {
            hash |= coefficients[i] > median ? 1UL << i : 0;
        }

        return hash;
    }

    private static float[] Cosines()
    {
        float[] table = new float[Frequencies * Size];
        for (int i = 0; i < table.Length; i++)
        {
            int frequency = 1 + (i / Size);
            int position = i % Size;
            table[i] = (float)Math.Cos(Math.PI * frequency * ((2 * position) + 1) / (2 * Size));
        }

        return table;
    }
}

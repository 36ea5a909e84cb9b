namespace EdgeResNet.Trainer.Data;

/// <summary>Seeded randomness that depends on nothing but its arguments, so that a resumed run repeats it.</summary>
internal static class Order
{
    /// <summary>A generator for a place in the program, such as (seed, epoch) or (seed, step).</summary>
    public static Random Random(long seed, long place)
    {
        // SplitMix64 (Steele, Lea and Flood, 2014) spreads neighbouring seeds; System.Random alone correlates them.
        ulong z = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) + ((ulong)place * 0xD1B54A32D192ED03UL) + 0x632BE59BD9B4E019UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return new Random((int)((z ^ (z >> 31)) & int.MaxValue));
    }

    /// <summary>A permutation of 0…<paramref name="count"/>−1 that differs for every epoch.</summary>
    public static int[] Epoch(int count, long seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle(order, Random(seed, epoch));
        return order;
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public static void Shuffle(Span<int> values, Random random) => random.Shuffle(values);
}

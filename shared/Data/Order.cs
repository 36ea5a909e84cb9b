namespace EdgeResNet.Shared.Data;

/// <summary>Seeded randomness that depends only on its arguments, so a resumed run repeats it.</summary>
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

    /// <summary>
    /// An epoch with every class equally often, as long as the set: rounds with one picture of each class that has any. Pictures of a
    /// small class repeat; each epoch shows another part of a large class.
    /// </summary>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="epoch">From 0; sets the order.</param>
    public static int[] Balanced(IReadOnlyList<int> labels, long seed, int epoch)
    {
        Random random = Random(seed, epoch);
        int[][] members = [.. Enumerable.Range(0, labels.Count).GroupBy(index => labels[index]).Select(group => group.ToArray())];
        int[] next = [.. members.Select(group => group.Length)]; // at the end: shuffled before the first use
        int[] round = [.. Enumerable.Range(0, members.Length)];
        int[] order = new int[labels.Count];
        for (int i = 0; i < order.Length; i++)
        {
            if (i % round.Length == 0)
            {
                Shuffle(round, random);
            }

            int group = round[i % round.Length];
            if (next[group] == members[group].Length)
            {
                Shuffle(members[group], random);
                next[group] = 0;
            }

            order[i] = members[group][next[group]++];
        }

        return order;
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public static void Shuffle(Span<int> values, Random random) => random.Shuffle(values);
}

namespace EdgeResNet.Trainer.Processes;

/// <summary>A process's part of a row of items, such as the pictures of a batch; the parts differ by one item at most.</summary>
/// <param name="First">Its first item.</param>
/// <param name="Count">Number of its items.</param>
/// <param name="Total">Items of all processes.</param>
internal readonly record struct Share(int First, int Count, int Total)
{
    /// <summary>Part of the whole, 0 to 1.</summary>
    public double Weight => (double)Count / Total;

    /// <summary>The share of a process of a group.</summary>
    public static Share Of(int total, IProcessGroup group) => Of(total, group.Rank, group.Size);

    /// <summary>The share of a process.</summary>
    public static Share Of(int total, int rank, int size)
    {
        int first = (int)((long)total * rank / size);
        return new Share(first, (int)((long)total * (rank + 1) / size) - first, total);
    }

    /// <summary>This share of every full row of <see cref="Total"/> items, one row after the other.</summary>
    public int[] OfRows(ReadOnlySpan<int> items)
    {
        int rows = items.Length / Total;
        int[] mine = new int[rows * Count];
        for (int row = 0; row < rows; row++)
        {
            items.Slice((row * Total) + First, Count).CopyTo(mine.AsSpan(row * Count));
        }

        return mine;
    }

    /// <summary>This share of <see cref="Total"/> blocks of equal length; null stays null.</summary>
    public T[]? OfBlocks<T>(T[]? items) => items is null || Count == Total ? items : items.AsSpan(Place(items.Length)).ToArray();

    private Range Place(int length) => (length / Total * First)..(length / Total * (First + Count));
}

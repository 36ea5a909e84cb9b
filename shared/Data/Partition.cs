namespace EdgeResNet.Shared.Data;

/// <summary>Disjoint sets of the numbers 0 to n − 1 (union-find with path halving; Tarjan and van Leeuwen, 1984).</summary>
internal sealed class Partition
{
    private readonly int[] parents;

    /// <summary>Starts with a set for each number.</summary>
    public Partition(int count) => parents = [.. Enumerable.Range(0, count)];

    /// <summary>The smallest number in the set of <paramref name="item"/>.</summary>
    public int Find(int item)
    {
        while (parents[item] != item)
        {
            item = parents[item] = parents[parents[item]];
        }

        return item;
    }

    /// <summary>Joins two sets.</summary>
    public void Union(int a, int b)
    {
        (int first, int second) = (Find(a), Find(b));
        parents[Math.Max(first, second)] = Math.Min(first, second);
    }
}

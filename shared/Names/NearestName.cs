namespace EdgeResNet.Shared.Names;

/// <summary>Finds what a user meant with a mistyped name.</summary>
internal static class NearestName
{
    private const int PartWrong = 3; // at most a third of the letters

    /// <summary>The nearest of <paramref name="names"/>; null if none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> names)
    {
        (string? nearest, int fewest) = (null, Math.Max(1, typed.TrimStart('-').Length / PartWrong) + 1);
        foreach (string name in names)
        {
            bool begins = typed.TrimStart('-').Length > 2 && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
            int changes = begins ? 1 : Changes(typed.ToUpperInvariant(), name.ToUpperInvariant());
            (nearest, fewest) = changes < fewest ? (name, changes) : (nearest, fewest);
        }

        return nearest;
    }

    // Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment).
    private static int Changes(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}

using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Divides pictures for cross-validation: every class evenly, and what is the same picture never among several folds.</summary>
internal static class Folds
{
    /// <summary>The fold of a picture that is learned from and never judged: its class has no other.</summary>
    public const int NeverJudged = -1;

    /// <summary>Deals the pictures out.</summary>
    /// <param name="labels">Class of each picture.</param>
    /// <param name="groups">Pictures with the same number stay together.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="seed">Chooses which goes where.</param>
    /// <returns>For each picture its fold, from 0, or <see cref="NeverJudged"/>.</returns>
    public static int[] Assign(IReadOnlyList<int> labels, IReadOnlyList<int> groups, int folds, long seed)
    {
        int[] fold = new int[labels.Count];
        Dictionary<int, int> dealt = []; // the fold of a group, which may have pictures of several classes
        int next = 0; // goes on from class to class, so that small classes do not all begin with the first fold
        foreach (IGrouping<int, int> members in Enumerable.Range(0, labels.Count).GroupBy(index => labels[index]).OrderBy(group => group.Key))
        {
            int[][] units = [.. members.GroupBy(index => groups[index]).Select(group => group.ToArray())];
            Order.Random(seed, members.Key).Shuffle(units);
            foreach (int[] unit in units)
            {
                int group = groups[unit[0]];
                if (!dealt.TryGetValue(group, out int place))
                {
                    dealt[group] = place = units.Length == 1 ? NeverJudged : next;
                    next = (next + 1) % folds;
                }

                foreach (int index in unit)
                {
                    fold[index] = place;
                }
            }
        }

        return fold;
    }
}

using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Divides pictures for cross-validation.</summary>
internal static class Folds
{
    /// <summary>
    /// The fold of each item: every class spread evenly, and items of a group together, so that no network is asked about a
    /// copy of what it was trained on.
    /// </summary>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="groups"><c>[N]</c>; equal numbers belong together.</param>
    /// <param name="folds">How many.</param>
    /// <param name="seed">Chooses.</param>
    public static int[] Assign(int[] labels, int[] groups, int folds, long seed)
    {
        int[] assigned = new int[labels.Length];
        int next = 0;
        IEnumerable<IGrouping<int, int[]>> byLabel = Enumerable.Range(0, labels.Length)
            .GroupBy(item => groups[item], (_, members) => members.ToArray())
            .GroupBy(members => labels[members[0]])
            .OrderBy(ofLabel => ofLabel.Key);
        foreach (IGrouping<int, int[]> ofLabel in byLabel)
        {
            int[][] shuffled = [.. ofLabel];
            Order.Random(seed, ofLabel.Key).Shuffle(shuffled);
            foreach (int[] members in shuffled)
            {
                foreach (int item in members)
                {
                    assigned[item] = next % folds;
                }

                next++;
            }
        }

        return assigned;
    }
}

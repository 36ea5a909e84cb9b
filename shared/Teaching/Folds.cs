using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Divides pictures for cross-validation: every class evenly, copies of a picture in one fold.</summary>
internal static class Folds
{
    /// <summary>The fold of a picture that is learned and never judged, because it is the only one of its class.</summary>
    public const int NeverJudged = -1;

    private const int ManyPictures = 500;
    private const int FoldsOfFew = 10;
    private const int FoldsOfMany = 5;

    /// <summary>Number of folds for this many pictures.</summary>
    public static int Usual(int pictures) => pictures > ManyPictures ? FoldsOfMany : FoldsOfFew;

    /// <summary>Assigns the pictures to folds.</summary>
    /// <param name="labels">Class of each picture.</param>
    /// <param name="groups">Pictures with the same number stay together.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="seed">Seed of the assignment.</param>
    /// <returns>Each picture's fold, from 0, or <see cref="NeverJudged"/>.</returns>
    public static int[] Assign(IReadOnlyList<int> labels, IReadOnlyList<int> groups, int folds, long seed)
    {
        int[] fold = new int[labels.Count];
        Dictionary<int, int> dealt = []; // fold by group; a group may have several classes
        int next = 0; // continues across classes, so small classes begin with different folds
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

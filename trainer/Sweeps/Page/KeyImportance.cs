namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary>
/// How much a key decides: the share of the variance of the recipes' ranks that this key alone explains. Ranks keep one diverged
/// recipe from deciding everything. A key with few values explains by its groups' means, another by a parabola; both are adjusted for
/// their number of parameters (adjusted R², Ezekiel, 1930), so that chance explains nothing on average.
/// </summary>
internal static class KeyImportance
{
    /// <summary>With fewer recipes nothing is said.</summary>
    public const int LeastRecipes = 8;

    /// <summary>The share of a key, 0 to 1; null with too few recipes.</summary>
    /// <param name="places">The key's value of each recipe.</param>
    /// <param name="isGrouped">Whether the values are groups.</param>
    /// <param name="costs">The recipes' results, the best lowest.</param>
    public static double? Of(IReadOnlyList<double> places, bool isGrouped, IReadOnlyList<double> costs)
    {
        double[] ranks = Centred(Ranks(costs));
        double total = Dot(ranks, ranks);
        int groups = places.Distinct().Count();
        int parameters = isGrouped ? groups - 1 : Math.Min(2, groups - 1);
        int free = ranks.Length - parameters - 1;
        if (ranks.Length < LeastRecipes || free < 1 || parameters == 0 || total == 0)
        {
            return null;
        }

        double explained = (isGrouped ? ByGroups(places, ranks) : ByParabola(places, ranks)) / total;
        return Math.Max(0, 1 - ((1 - explained) * (ranks.Length - 1) / free));
    }

    private static double ByGroups(IReadOnlyList<double> places, double[] ranks) =>
        places.Select((place, i) => (place, ranks[i])).GroupBy(each => each.place, each => each.Item2).Sum(group => group.Count() * group.Average() * group.Average());

    /// <summary>The sum of squares along the key and along its square, made orthogonal to it.</summary>
    private static double ByParabola(IReadOnlyList<double> places, double[] ranks)
    {
        double[] along = Centred(places);
        double[] square = Centred([.. along.Select(value => value * value)]);
        double slope = Dot(square, along) / Dot(along, along);
        double[] bend = [.. square.Select((value, i) => value - (slope * along[i]))];
        return Part(along) + Part(bend);

        double Part(double[] direction) => Dot(direction, direction) is double length and > 0 ? Dot(ranks, direction) * Dot(ranks, direction) / length : 0;
    }

    /// <summary>Ranks from 1; equal values share the mean of theirs.</summary>
    private static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0))];

    private static double[] Centred(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return [.. values.Select(value => value - mean)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>
/// The rungs of successive halving (Jamieson and Talwalkar, 2016). The last has the recipe's epochs, each one before a share of those
/// of the next. A rung's trainings begin anew, each with a whole schedule: the middle of a long one says little, because the learning
/// rate is then at its highest.
/// </summary>
internal static class Halving
{
    /// <summary>The rungs of a first one with this many recipes.</summary>
    /// <param name="candidates">Recipes of the first rung, at least 1.</param>
    /// <param name="keep">One of this many goes on.</param>
    /// <param name="epochs">Epochs of the last rung.</param>
    /// <param name="seeds">Trainings of each recipe.</param>
    public static IReadOnlyList<Rung> Rungs(int candidates, int keep, int epochs, int seeds)
    {
        List<int> counts = [candidates];
        for (long scale = keep; counts[^1] >= keep && scale <= epochs; scale *= keep)
        {
            counts.Add(counts[^1] / keep);
        }

        List<Rung> rungs = [];
        for (int i = 0; i < counts.Count; i++)
        {
            double shorter = Math.Pow(keep, counts.Count - 1 - i);
            rungs.Add(new Rung(i + 1, i == 0 ? 1 : rungs[^1].End, counts[i], seeds, Math.Max(1, (int)Math.Round(epochs / shorter, MidpointRounding.AwayFromZero))));
        }

        return rungs;
    }

    /// <summary>The largest number of recipes, at most <paramref name="most"/>, whose rungs need no more than <paramref name="budget"/> epochs; 0 if one alone needs more.</summary>
    public static int Affordable(int most, int keep, int epochs, int seeds, long budget)
    {
        int candidates = most;
        while (candidates > 0 && Cost(Rungs(candidates, keep, epochs, seeds)) > budget)
        {
            candidates--;
        }

        return candidates;
    }

    /// <summary>Epochs of all trainings.</summary>
    public static long Cost(IEnumerable<Rung> rungs) => rungs.Sum(rung => (long)rung.Candidates * rung.Seeds * rung.Epochs!.Value);
}

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>All trainings of a sweep. The same description gives the same plan; more trials keep the first ones.</summary>
/// <param name="Keys">The keys that vary.</param>
/// <param name="Candidates">The recipes of the first rung.</param>
/// <param name="Rungs">One, or those of successive halving.</param>
internal sealed record SweepPlan(IReadOnlyList<SearchKey> Keys, IReadOnlyList<Candidate> Candidates, IReadOnlyList<Rung> Rungs)
{
    private const int MostTrials = 100_000;

    /// <summary>Number of trials of all rungs.</summary>
    public int Trials => Rungs[^1].End - 1;

    /// <summary>The rung of a trial.</summary>
    /// <exception cref="InputException">There is no such trial.</exception>
    public Rung RungOf(int trial) =>
        Rungs.FirstOrDefault(rung => trial >= rung.First && trial < rung.End) ?? throw new InputException($"trial {trial}: the sweep has trials 1 to {Trials}");

    /// <summary>Makes the plan.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <exception cref="InputException">A key or value is not a recipe's, or the budget does not fit.</exception>
    public static SweepPlan Of(SweepSpec spec, string file)
    {
        SearchKey[] keys = [.. spec.Keys.Select(key => SearchKey.Read(key.Key, key.Value, file))];
        CandidateSource source = new(spec, keys, file);
        source.Check();
        return spec.Method switch
        {
            SweepMethod.Grid => OfGrid(spec, keys, source, file),
            SweepMethod.Halving => OfHalving(spec, keys, source, file),
            _ => OfDraws(spec, keys, source, file),
        };
    }

    private static SweepPlan OfGrid(SweepSpec spec, SearchKey[] keys, CandidateSource source, string file)
    {
        if (keys.FirstOrDefault(key => key.Points is null) is SearchKey endless)
        {
            throw new InputException($"{file}: keys.{endless.Name}: a grid needs its number of values; add \"steps\": 3, or list them");
        }

        long count = keys.Aggregate((long)source.Bases, (product, key) => Math.Min(product * key.Points!.Count, MostTrials));
        if (count * spec.SeedCount >= MostTrials || count * spec.SeedCount > spec.Budget.Trials)
        {
            throw new InputException($"{file}: the grid has {count} recipes with {spec.SeedCount} seeds each, more than {spec.Budget.Trials ?? MostTrials} trials; take fewer values, method random, or a larger budget.trials");
        }

        Candidate[] candidates = [.. Enumerable.Range(0, (int)count).Select(source.Combination)];
        long epochs = candidates.Sum(source.Epochs) * spec.SeedCount;
        return epochs > spec.Budget.Epochs
            ? throw new InputException($"{file}: the grid needs {epochs} epochs, and budget.epochs is {spec.Budget.Epochs}; take fewer values, or method random")
            : new SweepPlan(keys, candidates, [new Rung(1, 1, candidates.Length, spec.SeedCount, null)]);
    }

    private static SweepPlan OfDraws(SweepSpec spec, SearchKey[] keys, CandidateSource source, string file)
    {
        int most = Most(spec, file);
        List<Candidate> candidates = [];
        for (long spent = 0; candidates.Count < most; spent += source.Epochs(candidates[^1]) * spec.SeedCount)
        {
            Candidate next = source.Draw(candidates.Count);
            if (spent + (source.Epochs(next) * spec.SeedCount) > spec.Budget.Epochs)
            {
                break;
            }

            candidates.Add(next);
        }

        return candidates.Count == 0
            ? throw new InputException($"{file}: budget.epochs is {spec.Budget.Epochs}, less than one recipe needs with its seeds; raise it, or lower epochs")
            : new SweepPlan(keys, candidates, [new Rung(1, 1, candidates.Count, spec.SeedCount, null)]);
    }

    private static SweepPlan OfHalving(SweepSpec spec, SearchKey[] keys, CandidateSource source, string file)
    {
        if (keys.Any(key => key.Name == "epochs"))
        {
            throw new InputException($"{file}: keys.epochs: successive halving sets the epochs of each rung; set the last rung's in the recipe");
        }

        int[] epochs = [.. Enumerable.Range(0, source.Bases).Select(source.EpochsOfBase).Distinct()];
        if (epochs.Length > 1)
        {
            throw new InputException($"{file}: its recipes have different epochs ({string.Join(", ", epochs)}), and successive halving trains all equally long; make them equal");
        }

        int most = Most(spec, file);
        int count = spec.Budget.Epochs is long budget ? Halving.Affordable(most, spec.Keep, epochs[0], spec.SeedCount, budget) : most;
        return count == 0
            ? throw new InputException($"{file}: budget.epochs is {spec.Budget.Epochs}, less than one recipe needs with its seeds; raise it, or lower epochs")
            : new SweepPlan(keys, [.. Enumerable.Range(0, count).Select(source.Draw)], Halving.Rungs(count, spec.Keep, epochs[0], spec.SeedCount));
    }

    /// <summary>The largest number of recipes.</summary>
    private static int Most(SweepSpec spec, string file) =>
        spec.Budget is { Trials: null, Epochs: null } ? throw new InputException($"{file}: method {spec.Method} needs budget.trials or budget.epochs, such as \"budget\": {{\"trials\": 20}}")
        : spec.Budget.Trials < spec.SeedCount ? throw new InputException($"{file}: budget.trials is {spec.Budget.Trials}, fewer than the {spec.SeedCount} seeds of one recipe; raise it")
        : Math.Min(spec.Budget.Trials ?? MostTrials, MostTrials) / spec.SeedCount;
}

using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A sweep at one moment, read from its folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Trials">All trials in order.</param>
internal sealed record SweepState(SweepFolder Folder, IReadOnlyList<TrialView> Trials)
{
    private const double SecondsPerHour = 3600;

    private string Objective => Folder.Spec.Objective;

    /// <summary>Whether no trial needs more work.</summary>
    public bool IsOver => Trials.All(trial => trial.HasEnded);

    /// <summary>Hours of training until now.</summary>
    public double Hours => Trials.Sum(trial => trial.Seconds) / SecondsPerHour;

    /// <summary>Whether the budget's hours are used up.</summary>
    public bool IsOutOfTime => Hours >= Folder.Spec.Budget.Hours;

    /// <summary>The best recipe of the last rung with a finished trial; null without one.</summary>
    public RankedCandidate? Best => Folder.Plan.Rungs.Reverse().Select(rung => Ranked(rung).FirstOrDefault(ranked => ranked.Mean is not null)).FirstOrDefault(best => best is not null);

    /// <summary>Of the best recipe's trials the best.</summary>
    public TrialView? BestTrial => Best?.Trials.Where(trial => trial.Value is not null && trial.State == TrialState.Done).MinBy(trial => Sweeps.Objective.Cost(Objective, trial.Value!.Value));

    /// <summary>Reads the folder.</summary>
    /// <exception cref="InputException">A file in it is not usable.</exception>
    public static SweepState Read(SweepFolder folder)
    {
        List<TrialView> all = [];
        IReadOnlyList<Candidate>? candidates = folder.Plan.Candidates;
        foreach (Rung rung in folder.Plan.Rungs)
        {
            TrialView[] views = [.. rung.Trials.Select(number => View(folder, rung, number, candidates))];
            all.AddRange(views);
            bool decided = candidates is not null && views.All(view => view.HasEnded || folder.Trial(rung.End).IsPrepared);
            candidates = decided ? [.. RankedCandidate.Of(views, folder.Spec.Objective).Select(ranked => ranked.Candidate)] : null;
        }

        return new SweepState(folder, all);
    }

    /// <summary>The recipes of a rung, the best first.</summary>
    public IReadOnlyList<RankedCandidate> Ranked(Rung rung) => RankedCandidate.Of(Trials.Where(trial => trial.Rung == rung), Objective);

    private static TrialView View(SweepFolder folder, Rung rung, int number, IReadOnlyList<Candidate>? candidates)
    {
        (int place, int seed) = Math.DivRem(number - rung.First, rung.Seeds);
        Candidate? candidate = candidates?[place];
        TrialFolder trial = folder.Trial(number);
        int? ofEpochs = candidate is null ? rung.Epochs : rung.Epochs ?? (int?)candidate.Recipe["epochs"] ?? new Training.Recipes.Recipe().Epochs;
        if (trial.Result is TrialResult result)
        {
            return new TrialView(number, rung, candidate, seed, result.State, result.State == TrialState.Done ? ofEpochs ?? 0 : trial.Epochs.Count, ofEpochs, Sweeps.Objective.Of(folder.Spec.Objective, result), result.Seconds, result);
        }

        IReadOnlyList<EpochMetrics> epochs = trial.Epochs;
        double? best = epochs.Count == 0 ? null : Sweeps.Objective.Of(folder.Spec.Objective, epochs.MinBy(epoch => Sweeps.Objective.Cost(folder.Spec.Objective, Sweeps.Objective.Of(folder.Spec.Objective, epoch)))!);
        TrialState state = trial.IsHeld ? TrialState.Running : trial.HasBegun ? TrialState.Interrupted : TrialState.Waiting;
        return new TrialView(number, rung, candidate, seed, state, epochs.Count, ofEpochs, best, epochs.Sum(epoch => epoch.Seconds), null);
    }
}

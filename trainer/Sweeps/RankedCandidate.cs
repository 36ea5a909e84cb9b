using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>A recipe with its results in a rung.</summary>
/// <param name="Candidate">The recipe.</param>
/// <param name="Trials">Its trials of the rung.</param>
/// <param name="Values">The objective's value of each finished one.</param>
internal sealed record RankedCandidate(Candidate Candidate, IReadOnlyList<TrialView> Trials, IReadOnlyList<double> Values)
{
    /// <summary>Mean over the seeds; null if none has finished.</summary>
    public double? Mean => Values.Count == 0 ? null : Values.Average();

    /// <summary>Standard deviation of a sample over the seeds; null with fewer than two.</summary>
    public double? Spread => Values.Count == 0 ? null : SeedSpread.Of(Values).StdDev;

    /// <summary>Recipes with results of all seeds, the best first; then those that lack results. Equal ones keep their order.</summary>
    /// <param name="trials">The trials of a rung.</param>
    /// <param name="objective">What is compared.</param>
    public static IReadOnlyList<RankedCandidate> Of(IEnumerable<TrialView> trials, string objective) =>
    [
        .. trials.Where(trial => trial.Candidate is not null).GroupBy(trial => trial.Candidate!.Number)
            .Select(group => new RankedCandidate(group.First().Candidate!, [.. group], [.. group.Select(trial => Objective.Of(objective, trial.Result)).OfType<double>()]))
            .OrderBy(ranked => ranked.Trials.Count - ranked.Values.Count)
            .ThenBy(ranked => Objective.Cost(objective, ranked.Mean ?? double.MaxValue)),
    ];
}

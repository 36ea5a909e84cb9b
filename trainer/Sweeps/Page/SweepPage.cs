using System.Globalization;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Report;

namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary><c>report.html</c> of a sweep: its recipes compared, on one self-contained page.</summary>
internal static class SweepPage
{
    /// <summary>The page, of the results until now.</summary>
    public static string Write(SweepState state)
    {
        SweepSpec spec = state.Folder.Spec;
        HtmlPage page = TrainingPage.Begin($"Sweep of {Counted.Of(state.Folder.Plan.Candidates.Count, "recipe")} on {spec.Data}");
        page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"Method {spec.Method}, ranked by {Objective.Name(spec.Objective)}. {TrialText.Line(state)}."), "soft");
        page.Paragraph("Every figure here is of the validation pictures, at the epoch that a trial keeps. Trials end before the test set is used. The best of many recipes is partly lucky: train it and today's recipe with other seeds before you believe a small difference.", "soft");
        if (state.BestTrial is TrialView best)
        {
            Tiles(page, state, best);
        }

        Rung first = state.Folder.Plan.Rungs[0];
        RankedCandidate[] compared = [.. state.Ranked(first).Where(ranked => ranked.Mean is not null)];
        IReadOnlyList<KeyAxis> axes = KeyAxis.Of(state.Folder.Plan);
        if (compared.Length > 1 && axes.Count > 0)
        {
            Compare(page, state, axes, compared);
        }

        foreach (Rung rung in state.Folder.Plan.Rungs.Reverse())
        {
            Table(page, state, rung);
        }

        Failures(page, state);
        return page.ToString();
    }

    private static void Tiles(HtmlPage page, SweepState state, TrialView best)
    {
        string objective = state.Folder.Spec.Objective;
        page.Tiles(
        [
            (TrialText.Objective(objective, state.Best!.Mean!.Value), $"best {Objective.Name(objective)}{(state.Best.Values.Count > 1 ? ", mean over the seeds" : "")}", true),
            (Percent.Of(best.Result!.ValTop1 ?? 0), $"validation top-1 of trial {best.Number:000}, its best", false),
            (state.Trials.Count(trial => trial.State == TrialState.Done).ToString(CultureInfo.InvariantCulture), $"trials done of {state.Trials.Count}", false),
            (state.Hours.ToString("0.00", CultureInfo.InvariantCulture), "hours of training", false),
        ]);
        page.Paragraph($"Train it again: ./edgeresnet train --data {state.Folder.Spec.Data} --recipe {state.Folder.BestFile}{(state.Folder.Spec.Pretrained is string weights ? $" --pretrained {weights}" : "")} --out RUN. Bundle and accuracy on the test set: ./edgeresnet export --run {state.Folder.Trial(best.Number).Run} --out BUNDLE.");
    }

    private static void Compare(HtmlPage page, SweepState state, IReadOnlyList<KeyAxis> axes, RankedCandidate[] compared)
    {
        string objective = state.Folder.Spec.Objective;
        string name = Objective.Name(objective);
        bool higher = objective == Objective.Accuracy;
        Scale results = KeyChart.ScaleOf(compared, higher);
        string where = state.Folder.Plan.Rungs.Count > 1 ? " in the first rung, where all are trained equally long" : "";
        page.Heading("Keys and results");
        page.Wide($"<figure>{ParallelChart.Draw(axes, name, results, compared)}</figure>");
        page.Paragraph($"A line is a recipe{where}: orange the best, blue the best quarter. Results far behind the median are drawn at the edge.", "soft");
        page.Markup($"<div class=\"charts\">\n{string.Join('\n', axes.Select(axis => $"<figure>{KeyChart.Draw(axis, name, results, compared)}</figure>"))}</div>\n");

        page.Heading("Importance of the keys");
        double[] costs = [.. compared.Select(ranked => Objective.Cost(objective, ranked.Mean!.Value))];
        (string Name, double? Share)[] shares = [.. axes.Select(axis => (axis.Name, KeyImportance.Of([.. compared.Select(ranked => Place(axis, ranked))], axis.IsGrouped, costs))).OrderByDescending(each => each.Item2 ?? -1)];
        if (shares.All(each => each.Share is null))
        {
            page.Paragraph($"Fewer than {KeyImportance.LeastRecipes} recipes have results, too few to tell.", "soft");
            return;
        }

        page.Table([["key", "share"], .. shares.Select(each => new[] { each.Name, each.Share is double share ? share.ToString("0.00", CultureInfo.InvariantCulture) : "–" })], sortable: false);
        page.Paragraph($"The share, 0 to 1, of the variance of the {compared.Length} recipes' ranks{where} that the key alone explains: by the mean of each value where there are few, else by a parabola (along the logarithm of a logarithmic range), adjusted for the number of parameters (adjusted R²). Keys that act only together are missed, so shares need not add up to 1.", "soft");
    }

    // Along a logarithmic axis, the logarithm.
    private static double Place(KeyAxis axis, RankedCandidate ranked) => axis.Scale.Logarithmic ? Math.Log(axis.Of(ranked.Candidate)) : axis.Of(ranked.Candidate);

    private static void Table(HtmlPage page, SweepState state, Rung rung)
    {
        string objective = state.Folder.Spec.Objective;
        RankedCandidate[] ranked = [.. state.Ranked(rung)];
        if (ranked.Length == 0)
        {
            return;
        }

        string[] keys = [.. ranked[0].Candidate.Values.Select(value => value.Key)];
        page.Heading(state.Folder.Plan.Rungs.Count > 1 ? $"Rung {rung.Number}: {Counted.Of(rung.Epochs!.Value, "epoch")}" : "Recipes");
        page.Table(
            [
                ["recipe", "trials", Objective.Name(objective), "± seeds", "validation top-1", "seconds", .. keys],
                .. ranked.Select(each => (string[])
                [
                    (each.Candidate.Number + 1).ToString(CultureInfo.InvariantCulture),
                    string.Join(", ", each.Trials.Select(trial => trial.State == TrialState.Done ? trial.Number.ToString("000", CultureInfo.InvariantCulture) : $"{trial.Number:000} {TrialText.State(trial.State)}")),
                    each.Mean is double mean ? TrialText.Objective(objective, mean) : "–",
                    each.Spread is double spread ? TrialText.Objective(objective, spread) : "–",
                    each.Mean is null ? "–" : Percent.Of(each.Trials.Where(trial => trial.Result?.ValTop1 is not null).Average(trial => trial.Result!.ValTop1!.Value)),
                    each.Trials.Sum(trial => trial.Seconds) is double seconds and > 0 ? seconds.ToString("0", CultureInfo.InvariantCulture) : "–",
                    .. each.Candidate.Values.Select(value => TrialText.Value(value.Value)),
                ]),
            ],
            sortable: true);
        page.Paragraph("± is the standard deviation over the seeds of one recipe.", "soft");
    }

    private static void Failures(HtmlPage page, SweepState state)
    {
        TrialView[] without = [.. state.Trials.Where(trial => trial.Result?.Reason is not null)];
        if (without.Length > 0)
        {
            page.Heading("Trials without a result");
            page.Table([["trial", "state", "reason"], .. without.Select(trial => new[] { trial.Number.ToString("000", CultureInfo.InvariantCulture), TrialText.State(trial.State), trial.Result!.Reason! })], sortable: false);
        }
    }
}

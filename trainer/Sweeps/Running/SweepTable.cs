using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Report;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>A sweep's trials as a table for a terminal: those that run, then the best, then the others.</summary>
internal static class SweepTable
{
    private const int Fixed = 42; // columns beside the keys
    private const int Gap = 3; // between columns

    /// <summary>The table with the line above it.</summary>
    /// <param name="state">The sweep.</param>
    /// <param name="columns">Width of the terminal; keys that do not fit are left out.</param>
    /// <param name="rows">Most trials; the others are counted.</param>
    public static IRenderable Of(SweepState state, int columns, int rows)
    {
        string objective = state.Folder.Spec.Objective;
        string[] keys = Fitting(state, columns);
        bool hasRungs = state.Folder.Plan.Rungs.Count > 1;
        bool hasSeeds = state.Folder.Spec.Seeds is not null;
        Table table = ConsoleTable.Columns(["trial", "state"], [.. hasRungs ? ["rung"] : Array.Empty<string>(), "epochs", objective, .. hasSeeds ? ["seed"] : Array.Empty<string>(), .. keys]);
        TrialView[] ordered = [.. state.Trials.OrderBy(Order).ThenByDescending(trial => trial.HasEnded ? trial.Rung.Number : 0).ThenBy(trial => Objective.Cost(objective, trial.Value ?? double.MaxValue)).ThenBy(trial => trial.Number)];
        int? best = state.BestTrial?.Number;
        foreach (TrialView trial in ordered.Take(rows))
        {
            Dictionary<string, string> values = (trial.Candidate?.Values ?? []).ToDictionary(value => value.Key, value => TrialText.Value(value.Value));
            table.AddRow(
            [
                trial.Number == best ? $"[green bold]{trial.Number:000}[/]" : $"{trial.Number:000}",
                Colored(trial.State),
                .. hasRungs ? [$"{trial.Rung.Number}"] : Array.Empty<string>(),
                $"{trial.Epochs}/{(trial.OfEpochs is int of ? $"{of}" : "?")}",
                trial.Value is double value ? TrialText.Objective(objective, value) : "",
                .. hasSeeds ? [$"{state.Folder.Spec.Seeds![trial.Seed]}"] : Array.Empty<string>(),
                .. keys.Select(key => values.TryGetValue(key, out string? text) ? ConsoleTable.Name(text) : ""),
            ]);
        }

        int left = state.Trials.Count - Math.Min(rows, ordered.Length);
        string more = left > 0 ? $"… and {left} more" : "";
        return new Rows([new Text(Printable.Of(TrialText.Line(state))), table, .. more.Length > 0 ? [new Text(more)] : Array.Empty<IRenderable>()]);
    }

    private static int Order(TrialView trial) => trial.State switch
    {
        TrialState.Running => 0,
        TrialState.Done => 1,
        TrialState.Interrupted => 2,
        TrialState.Failed => 3,
        TrialState.Waiting => 4,
        _ => 5,
    };

    private static string Colored(TrialState state) => state switch
    {
        TrialState.Running => "[blue]running[/]",
        TrialState.Failed => "[red]failed[/]",
        _ => TrialText.State(state),
    };

    private static string[] Fitting(SweepState state, int columns)
    {
        int room = columns - Fixed;
        return [.. state.Folder.Plan.Candidates[0].Values.Select(value => value.Key).TakeWhile(key =>
        {
            int widest = state.Folder.Plan.Candidates.Max(candidate => TextColumns.Of(TrialText.Value(candidate.Values.First(value => value.Key == key).Value)));
            return (room -= Math.Max(widest, key.Length) + Gap) >= 0;
        })];
    }
}

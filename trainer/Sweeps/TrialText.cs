using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Trainer.Sweeps;

/// <summary>Results of a sweep in words.</summary>
internal static class TrialText
{
    /// <summary>A key's value; a text without quotes.</summary>
    public static string Value(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>A value of the objective.</summary>
    public static string Objective(string objective, double value) => objective == Sweeps.Objective.Accuracy ? Percent.Of(value) : value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>A trial's state.</summary>
    public static string State(TrialState state) => state switch
    {
        TrialState.Waiting => "waiting",
        TrialState.Running => "running",
        TrialState.Interrupted => "interrupted",
        TrialState.Done => "done",
        TrialState.Failed => "failed",
        _ => "skipped",
    };

    /// <summary>A mean over seeds with its spread, if there are several.</summary>
    public static string Mean(string objective, RankedCandidate ranked) =>
        Objective(objective, ranked.Mean!.Value) + (ranked.Spread is double spread ? $" ± {Objective(objective, spread)} ({Counted.Of(ranked.Values.Count, "seed")})" : "");

    /// <summary>The whole sweep in a line.</summary>
    public static string Line(SweepState state)
    {
        string[] others = [.. new[] { TrialState.Running, TrialState.Interrupted, TrialState.Failed, TrialState.Skipped }
            .Select(each => (Name: State(each), Count: state.Trials.Count(trial => trial.State == each))).Where(each => each.Count > 0).Select(each => $"{each.Count} {each.Name}")];
        int done = state.Trials.Count(trial => trial.State == TrialState.Done);
        return string.Create(CultureInfo.InvariantCulture, $"{done} of {Counted.Of(state.Trials.Count, "trial")} done{(others.Length == 0 ? "" : ", " + string.Join(", ", others))}; {state.Hours:0.00} h of training{Best(state)}");
    }

    /// <summary>The best trial, after a semicolon; nothing before one is done.</summary>
    private static string Best(SweepState state) => state.BestTrial is TrialView best
        ? $"; best: trial {best.Number:000}, {Sweeps.Objective.Name(state.Folder.Spec.Objective)} {Mean(state.Folder.Spec.Objective, state.Best!)}"
        : "";

    /// <summary>The line of a trial that has ended.</summary>
    public static string Ended(SweepState state, TrialView trial)
    {
        string values = string.Join("  ", (trial.Candidate?.Values ?? []).Select(value => $"{value.Key} {Value(value.Value)}"));
        string result = trial.Value is double value ? $"{state.Folder.Spec.Objective} {Objective(state.Folder.Spec.Objective, value)}" : trial.Result?.Reason ?? "";
        return string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number:000} of {state.Trials.Count}: {State(trial.State)}  {result}{(values.Length == 0 ? "" : $"  {values}")}{(trial.Seconds > 0 ? $"  {trial.Seconds:F0} s" : "")}");
    }
}

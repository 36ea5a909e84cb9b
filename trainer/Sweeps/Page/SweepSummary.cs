using System.Text.Json.Nodes;

namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary>Results of a sweep: <c>summary.json</c>. Every figure is of the validation set.</summary>
/// <param name="Data">Value of <c>--data</c>.</param>
/// <param name="Method">How recipes were chosen.</param>
/// <param name="Objective">What ranks them.</param>
/// <param name="Hours">Hours of training of all trials.</param>
/// <param name="Trials">The trials.</param>
/// <param name="BestTrial">Number of the best trial; null before one has finished.</param>
internal sealed record SweepSummary(string Data, string Method, string Objective, double Hours, IReadOnlyList<SweepSummary.Line> Trials, int? BestTrial = null)
{
    /// <summary>The results until now.</summary>
    public static SweepSummary Of(SweepState state) => new(
        state.Folder.Spec.Data,
        state.Folder.Spec.Method,
        state.Folder.Spec.Objective,
        state.Hours,
        [.. state.Trials.Select(trial => new Line(
            trial.Number,
            trial.Rung.Number,
            trial.State,
            trial.Seconds,
            trial.Candidate is null ? null : trial.Candidate.Number + 1,
            state.Folder.Spec.Seeds?[trial.Seed],
            trial.OfEpochs,
            trial.Result?.Epoch,
            trial.Result?.ValLoss,
            trial.Result?.ValTop1,
            trial.Result?.Reason,
            trial.Candidate is null ? null : new JsonObject(trial.Candidate.Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value.DeepClone())))))],
        state.BestTrial?.Number);

    /// <summary>A trial.</summary>
    /// <param name="Trial">Its number, from 1.</param>
    /// <param name="Rung">Its rung, from 1.</param>
    /// <param name="State">What it is doing.</param>
    /// <param name="Seconds">Seconds of training.</param>
    /// <param name="Recipe">Number of its recipe, from 1; null before the rung is decided.</param>
    /// <param name="Seed">Its seed; null: the recipe's own.</param>
    /// <param name="Epochs">Epochs of the whole training.</param>
    /// <param name="BestEpoch">The kept epoch, from 1.</param>
    /// <param name="ValLoss">Validation loss of that epoch.</param>
    /// <param name="ValTop1">Validation top-1 of that epoch, 0 to 1.</param>
    /// <param name="Reason">Why it failed or was left out.</param>
    /// <param name="Values">The keys that vary.</param>
    internal sealed record Line(int Trial, int Rung, TrialState State, double Seconds, int? Recipe = null, long? Seed = null, int? Epochs = null, int? BestEpoch = null, double? ValLoss = null, double? ValTop1 = null, string? Reason = null, JsonObject? Values = null);
}

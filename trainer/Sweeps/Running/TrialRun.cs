using System.Text.Json.Nodes;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Sweeps.Page;
using EdgeResNet.Trainer.Training.Jobs;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>
/// The training of one trial, in a process of its own. It is a run of <c>train --no-export</c>, which ends before the test set is
/// used, and goes on from its checkpoint if it was begun before.
/// </summary>
internal static class TrialRun
{
    /// <summary>Trains a trial to its end, unless it has ended, and writes the sweep's results with it.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="number">The trial, from 1.</param>
    /// <param name="device">The device of torch.</param>
    /// <param name="stop">Stops it after the current step, with a checkpoint.</param>
    /// <exception cref="UserException">The training failed, which is recorded.</exception>
    public static ExitCode Run(SweepFolder folder, int number, Device device, CancellationToken stop)
    {
        TrialFolder trial = folder.Trial(number);
        using IDisposable held = trial.Hold(stop);
        if (trial.Result is not null)
        {
            return ExitCode.Done; // by a process that was about to end
        }

        SweepState state = SweepState.Read(folder);
        TrialView view = state.Trials[number - 1];
        Candidate candidate = view.Candidate ?? throw new InputException($"trial {number}: the trials of the rung before have not ended, so its recipe is not decided; run the sweep");
        if (ReasonToSkip(state, view) is string reason)
        {
            Results.Record(folder, trial, new TrialResult { State = TrialState.Skipped, Reason = reason });
            return ExitCode.Done;
        }

        folder.Prepare(number, candidate);
        return Train(folder, trial, device, stop);
    }

    private static string? ReasonToSkip(SweepState state, TrialView trial)
    {
        IReadOnlyList<RankedCandidate> before = trial.Rung.Number == 1 ? [] : state.Ranked(state.Folder.Plan.Rungs[trial.Rung.Number - 2]);
        return state.IsOutOfTime ? "the hours of the budget are used up"
            : before.Any(ranked => ranked.Candidate == trial.Candidate && ranked.Values.Count == 0) ? "its recipe has no result in the rung before"
            : null;
    }

    private static ExitCode Train(SweepFolder folder, TrialFolder trial, Device device, CancellationToken stop)
    {
        using StreamWriter log = new(trial.LogFile, append: true) { AutoFlush = true };
        try
        {
            TrainingContext context = new(device, log, stop);
            ExitCode code = trial.HasBegun ? Continue(trial, context) : Begin(folder, trial, context);
            if (code == ExitCode.Done)
            {
                Results.Record(folder, trial, ResultOf(trial));
            }

            return code;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            log.WriteLine($"failed: {e}");
            Results.Record(folder, trial, new TrialResult { State = TrialState.Failed, Reason = e is UserException ? e.Message : $"{e.GetType().Name}: {e.Message}", Seconds = trial.Epochs.Sum(epoch => epoch.Seconds) });
            throw;
        }
    }

    private static ExitCode Begin(SweepFolder folder, TrialFolder trial, TrainingContext context)
    {
        string text = StrictJson.ReadText(trial.RecipeFile);
        JsonObject written = StrictJson.Parse<JsonObject>(text, trial.RecipeFile);
        Recipe recipe = StrictJson.Parse<Recipe>(text, trial.RecipeFile).Validated(trial.RecipeFile);
        FreshTraining training = new()
        {
            Folder = trial.Run,
            Data = folder.Spec.Data,
            Wanted = new WantedRecipe(recipe, written.ContainsKey("batch"), written.ContainsKey("lr")),
            HasRecipeFile = true,
            Pretrained = folder.Spec.Pretrained,
            IsTrial = true,
        };
        return training.Run(context);
    }

    private static ExitCode Continue(TrialFolder trial, TrainingContext context)
    {
        (RunFolder run, DataSplits data) = RunFolder.Open(trial.Run).AsTrial().OpenData(context.Output.WriteLine, acceptChanges: false, context.Stop);
        return TrainingJob.Run(run, data, context);
    }

    private static TrialResult ResultOf(TrialFolder trial)
    {
        RunFolder run = RunFolder.Open(trial.Run);
        using Network network = run.LoadBest(out EpochMetrics? kept);
        return new TrialResult
        {
            State = TrialState.Done,
            ValLoss = kept?.ValLoss,
            ValTop1 = kept?.ValTop1,
            Epoch = kept?.Epoch,
            Seconds = run.Metrics.Read().Sum(epoch => epoch.Seconds),
            Threads = get_num_threads(),
        };
    }
}

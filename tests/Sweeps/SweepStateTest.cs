using System.Text.Json.Nodes;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Sweeps;
using EdgeResNet.Trainer.Sweeps.Page;

namespace EdgeResNet.Tests.Sweeps;

public sealed class SweepStateTest : IDisposable
{
    private const string Halved = """ "method": "halving", "seeds": [7, 8], "keys": {"lr": {"log": [0.01, 1]}}, "budget": {"trials": 6} """;

    private readonly TemporaryFolder folder = new();

    public SweepStateTest() => Directory.CreateDirectory(folder["pets"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_the_best_recipe_of_a_rung_goes_on_after_all_have_ended()
    {
        SweepFolder sweep = Begin(Halved, epochs: 9);
        Assert.Equal([(1, 3, 3), (2, 1, 9)], sweep.Plan.Rungs.Select(rung => (rung.Number, rung.Candidates, rung.Epochs!.Value)));
        foreach ((int trial, double loss) in new[] { (1, 0.5), (2, 0.7), (3, 0.4), (4, 0.6), (6, 0.1) })
        {
            End(sweep, trial, loss);
        }

        Assert.Null(SweepState.Read(sweep).Trials[6].Candidate); // trial 5 has not ended
        sweep.Trial(5).End(new TrialResult { State = TrialState.Failed, Reason = "diverged" });
        SweepState decided = SweepState.Read(sweep);
        Assert.Equal([1, 1], decided.Trials.Skip(6).Select(trial => trial.Candidate!.Number)); // 0.5, better than 0.6; the third lacks a result
        Assert.Equal(0.5, decided.Best!.Mean!.Value, 12);
        Assert.Equal(3, decided.BestTrial!.Number);

        sweep.Prepare(7, decided.Trials[6].Candidate!);
        JsonObject written = StrictJson.Read<JsonObject>(sweep.Trial(7).RecipeFile);
        Assert.Equal((9, 7), ((int)written["epochs"]!, (int)written["seed"]!));
        sweep.RetryFailed();
        Assert.Equal(TrialState.Failed, sweep.Trial(5).Result?.State); // it decided who went on

        End(sweep, 8, 0.9);
        Assert.Equal(8, SweepState.Read(sweep).BestTrial!.Number); // of the last rung, whatever its value
    }

    [Fact]
    public void A_failed_trial_is_tried_again_while_it_decides_nothing()
    {
        SweepFolder sweep = Begin(Halved, epochs: 9);
        sweep.Trial(2).End(new TrialResult { State = TrialState.Failed, Reason = "diverged" });
        sweep.RetryFailed();
        Assert.Null(sweep.Trial(2).Result);
    }

    [Fact]
    public void A_folder_goes_on_with_its_sweep_or_a_larger_one_and_refuses_another()
    {
        string keys = """ "keys": {"lr": {"log": [0.01, 1]}}, "budget": {"trials": 3} """;
        SweepFolder sweep = Begin(keys);
        string first = File.ReadAllText(sweep.Trial(1).RecipeFile);
        Assert.Equal(5, Begin(keys.Replace('3', '5')).Plan.Trials);
        Assert.Equal(5, SweepFolder.Open(sweep.Path).Plan.Trials);
        Assert.Equal(first, File.ReadAllText(sweep.Trial(1).RecipeFile));
        Assert.Contains("has another sweep", Assert.Throws<InputException>(() => Begin(keys.Replace("0.01", "0.02", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        Assert.Contains("has another sweep", Assert.Throws<InputException>(() => Begin(keys)).Message, StringComparison.Ordinal); // fewer trials
        Assert.Contains("has no sweep", Assert.Throws<InputException>(() => SweepFolder.Open(folder["none"])).Message, StringComparison.Ordinal);
        Assert.Contains("which the sweep reads", Assert.Throws<UsageException>(() => SweepFolder.Begin(folder["pets/sweep"], SweepFile.Write(folder, keys))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_are_used_up_by_the_training_of_all_trials()
    {
        SweepFolder sweep = Begin(""" "keys": {"lr": {"log": [0.01, 1]}}, "budget": {"trials": 3, "hours": 0.5} """);
        sweep.Trial(1).End(new TrialResult { State = TrialState.Done, ValLoss = 1, ValTop1 = 0.5, Seconds = 1000 });
        Assert.False(SweepState.Read(sweep).IsOutOfTime);
        sweep.Trial(2).End(new TrialResult { State = TrialState.Done, ValLoss = 1, ValTop1 = 0.5, Seconds = 801 });
        Assert.True(SweepState.Read(sweep).IsOutOfTime);
    }

    [Fact]
    public void Accuracy_ranks_where_it_is_the_objective()
    {
        SweepFolder sweep = Begin(""" "method": "grid", "objective": "val_top1", "keys": {"lr": [0.1, 0.2, 0.3]} """);
        Results.Record(sweep, sweep.Trial(1), new TrialResult { State = TrialState.Done, ValLoss = 0.1, ValTop1 = 0.5 });
        Results.Record(sweep, sweep.Trial(3), new TrialResult { State = TrialState.Done, ValLoss = 0.3, ValTop1 = 0.9 });
        Assert.Equal(3, SweepState.Read(sweep).BestTrial!.Number);
        Assert.Equal(0.3, (double)StrictJson.Read<JsonObject>(sweep.BestFile)["lr"]!);
        Assert.Equal((3, 0.9), (StrictJson.Read<SweepSummary>(sweep.SummaryFile).BestTrial!.Value, StrictJson.Read<SweepSummary>(sweep.SummaryFile).Trials[2].ValTop1));
    }

    [Fact]
    public void A_held_lock_shows_a_running_trial()
    {
        SweepFolder sweep = Begin(""" "method": "grid" """);
        using (sweep.Trial(1).Hold(TestContext.Current.CancellationToken))
        {
            Assert.Equal(TrialState.Running, SweepState.Read(sweep).Trials[0].State);
        }

        Assert.Equal(TrialState.Waiting, SweepState.Read(sweep).Trials[0].State);
        using IDisposable held = sweep.Hold();
        Assert.Contains("another command runs this sweep", Assert.Throws<InputException>(sweep.Hold).Message, StringComparison.Ordinal);
    }

    private SweepFolder Begin(string more, int epochs = 1) =>
        SweepFolder.Begin(folder["sweep"], SweepFile.Write(folder, more, SweepFile.Tiny.Replace("\"epochs\": 1", $"\"epochs\": {epochs}", StringComparison.Ordinal)));

    private static void End(SweepFolder sweep, int trial, double loss) => sweep.Trial(trial).End(new TrialResult { State = TrialState.Done, ValLoss = loss, ValTop1 = 0.5, Epoch = 1 });
}

using System.Diagnostics;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Trainer.Sweeps;
using EdgeResNet.Trainer.Sweeps.Page;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Tests.Sweeps.Running;

public sealed class LocalSweepTest : IDisposable
{
    private const string LongTiny = """{"arch": "resnet20", "width": 0.25, "image_size": 16, "batch": 8, "lr": 0.05, "epochs": 6, "mixup": 0.2}""";

    private readonly TemporaryFolder folder = new();

    public LocalSweepTest() => SweepRun.Pictures(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sweep_ends_with_a_recipe_that_trains_to_the_same_weights()
    {
        string file = SweepFile.Write(folder, """ "method": "grid", "seeds": [3], "keys": {"lr": [1e30, 0.05]} """);
        CommandResult result = await Command.RunAsync(SweepRun.Program, ["sweep", file, "--out", folder["sweep"], "--jobs", "2"], ("OMP_NUM_THREADS", "2"));
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("2 recipes, 1 seed, 2 trials (grid); the test set is not looked at\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("trial 001 of 2: failed  ", result.Output, StringComparison.Ordinal); // diverged
        Assert.Contains("trial 002 of 2: done  val_loss ", result.Output, StringComparison.Ordinal);

        SweepFolder sweep = SweepFolder.Open(folder["sweep"]);
        SweepSummary summary = StrictJson.Read<SweepSummary>(sweep.SummaryFile);
        Assert.Equal((2, TrialState.Failed, TrialState.Done), (summary.BestTrial, summary.Trials[0].State, summary.Trials[1].State));
        Assert.Contains("diverged", summary.Trials[0].Reason, StringComparison.Ordinal);
        Assert.Equal(Math.Max(1, Math.Min(2, Environment.ProcessorCount) / 2), sweep.Trial(2).Result!.Threads); // half of the cores
        Assert.Equal(3, StrictJson.Read<Recipe>(sweep.BestFile).Seed);

        CommandResult again = await Command.RunAsync(SweepRun.Program, ["train", "--data", $"folder:{folder["pets"]}", "--recipe", sweep.BestFile, "--no-export", "--out", folder["again"]], ("OMP_NUM_THREADS", "1"));
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(SweepRun.Weights(sweep, 2), File.ReadAllBytes(folder["again/best.safetensors"]));

        CommandResult status = await SweepRun.Async("--status", folder["sweep"]);
        Assert.Equal(0, status.ExitCode);
        Assert.Contains("1 of 2 trials done, 1 failed", status.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await SweepRun.Async("--status", folder["none"])).ExitCode);
    }

    [Fact]
    public async Task A_sweep_never_reads_a_picture_of_the_test_set()
    {
        string file = SweepFile.Write(folder, """ "method": "grid" """);
        CopyAsTest(picture => File.ReadAllBytes(picture));
        CommandResult whole = await SweepRun.Async(file, "--out", folder["whole"]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        CopyAsTest(_ => "not a picture"u8.ToArray());
        CommandResult broken = await SweepRun.Async(file, "--out", folder["broken"]);
        Assert.True(broken.ExitCode == 0, broken.Error);

        (SweepFolder one, SweepFolder other) = (SweepFolder.Open(folder["whole"]), SweepFolder.Open(folder["broken"]));
        Assert.Equal(one.Trial(1).Result!.ValLoss, other.Trial(1).Result!.ValLoss);
        Assert.Equal(SweepRun.Weights(one, 1), SweepRun.Weights(other, 1));
        Assert.All(["bundle", "summary.json", "report.html"], left => Assert.False(Path.Exists(Path.Combine(one.Trial(1).Run, left)), left));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = [Long.Trait, Long.Value])]
    public async Task A_killed_sweep_goes_on_to_the_same_weights(bool killTrials)
    {
        string file = SweepFile.Write(folder, """ "method": "grid", "seeds": [1] """, LongTiny);
        CommandResult whole = await SweepRun.Async(file, "--out", folder["whole"]);
        Assert.True(whole.ExitCode == 0, whole.Error);

        SweepFolder killed = SweepFolder.Begin(folder["killed"], file);
        TrialFolder trial = killed.Trial(1);
        using (Process process = Process.Start(new ProcessStartInfo("env", ["OMP_NUM_THREADS=1", SweepRun.Program, "sweep", "--out", killed.Path]) { RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            await Eventually.TrueAsync(() => trial.Epochs.Count > 1);
            process.Kill(entireProcessTree: killTrials);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        CommandResult rest = await SweepRun.Async("--out", killed.Path);
        Assert.True(rest.ExitCode == 0, rest.Error);
        Assert.False(trial.IsHeld);
        Assert.Equal(SweepRun.Weights(SweepFolder.Open(folder["whole"]), 1), SweepRun.Weights(killed, 1));
        Assert.InRange(File.ReadAllText(trial.LogFile).Split("epoch   1 ").Length - 1, 1, 1); // went on, and did not begin anew
    }

    [Fact]
    public async Task Ctrl_C_ends_all_trials_with_checkpoints()
    {
        string file = SweepFile.Write(folder, """ "method": "grid", "seeds": [1, 2] """, LongTiny.Replace("\"epochs\": 6", "\"epochs\": 600", StringComparison.Ordinal));
        await using SignalledProgram program = SignalledProgram.Start("EdgeResNet.Trainer", "sweep", file, "--out", folder["sweep"], "--jobs", "2");
        SweepFolder? sweep = null;
        await Eventually.TrueAsync(() => SweepFolder.Exists(folder["sweep"]) && (sweep = SweepFolder.Open(folder["sweep"])).Trial(1).Epochs.Count > 0 && sweep.Trial(2).HasBegun, () => program.Errors);
        Assert.Equal([TrialState.Running, TrialState.Running], SweepState.Read(sweep!).Trials.Select(trial => trial.State));
        program.Send(SignalledProgram.Interrupt);
        Assert.Equal(130, await program.EndAsync());
        Assert.Equal([TrialState.Interrupted, TrialState.Interrupted], SweepState.Read(sweep!).Trials.Select(trial => trial.State));
        Assert.Contains($"stopped; go on with: ./edgeresnet sweep --out {folder["sweep"]}", program.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(sweep!.Trial(1).Run, "last.safetensors")));
    }

    [Fact]
    public async Task A_sweep_whose_trials_all_fail_says_why_and_ends_early()
    {
        string file = SweepFile.Write(folder, """ "keys": {"lr": {"log": [0.1, 1]}}, "budget": {"trials": 50} """);
        Directory.Delete(folder["pets"], recursive: true);
        CommandResult result = await SweepRun.Async(file, "--out", folder["sweep"]);
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith($"error: every trial failed; the first: {folder["pets"]}: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, SweepState.Read(SweepFolder.Open(folder["sweep"])).Trials.Count(trial => trial.HasEnded));
    }

    [Fact]
    public async Task A_trial_that_the_system_kills_has_failed()
    {
        string file = SweepFile.Write(folder, """ "method": "grid" """, LongTiny.Replace("\"epochs\": 6", "\"epochs\": 600", StringComparison.Ordinal));
        SweepFolder sweep = SweepFolder.Begin(folder["sweep"], file);
        using Process process = Process.Start(new ProcessStartInfo(SweepRun.Program, ["sweep", "--out", sweep.Path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Eventually.TrueAsync(() => sweep.Trial(1).HasBegun);
        Assert.Equal(0, (await Command.RunAsync("pkill", ["-KILL", "-P", $"{process.Id}"])).ExitCode);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((3, "error: every trial failed; the first: its process ended with exit code 137, killed by a signal (out of memory?)\n"), (process.ExitCode, errors));
    }

    [Theory]
    [InlineData(2, "--jobs 0: expected 1 or more", "--jobs", "0")]
    [InlineData(2, "--device gpu: expected auto, cpu or cuda[:N]", "--device", "gpu")]
    public async Task A_wrong_option_is_refused_before_any_trial(int code, string message, params string[] options)
    {
        CommandResult result = await SweepRun.Async([SweepFile.Write(folder, """ "method": "grid" """), "--out", folder["sweep"], .. options]);
        Assert.Equal((code, $"error: {message}\n"), (result.ExitCode, result.Error));
        Assert.False(File.Exists(folder["sweep/summary.json"]));
    }

    [Fact, Long]
    public async Task Halving_trains_the_best_of_each_rung_longer()
    {
        string file = SweepFile.Write(folder, """ "method": "halving", "keys": {"lr": [0.05, 1e-7, 1e-8]}, "budget": {"trials": 9} """, LongTiny.Replace("\"epochs\": 6", "\"epochs\": 9", StringComparison.Ordinal));
        CommandResult result = await SweepRun.Async(file, "--out", folder["sweep"], "--jobs", "2");
        Assert.True(result.ExitCode == 0, result.Error);
        SweepState state = SweepState.Read(SweepFolder.Open(folder["sweep"]));
        Assert.True(state.IsOver);
        Assert.Equal((13, 9), (state.Trials.Count, state.Trials[^1].OfEpochs));
        Assert.Equal(0.05, (double)state.Best!.Candidate.Recipe["lr"]!);
        Assert.Equal(9, StrictJson.Read<Recipe>(state.Folder.BestFile).Epochs);
    }

    private void CopyAsTest(Func<string, byte[]> content)
    {
        foreach (string picture in Directory.GetFiles(folder["pets/val"], "*.png", SearchOption.AllDirectories))
        {
            string copy = picture.Replace("/val/", "/test/", StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, content(picture));
        }
    }
}

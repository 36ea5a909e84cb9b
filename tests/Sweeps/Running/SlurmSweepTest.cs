using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Trainer.Sweeps;
using EdgeResNet.Trainer.Sweeps.Page;

namespace EdgeResNet.Tests.Sweeps.Running;

public sealed class SlurmSweepTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SlurmSweepTest() => SweepRun.Pictures(folder);

    public void Dispose() => folder.Dispose();

    [Fact, Long]
    public async Task An_array_job_runs_the_trials_and_writes_the_results()
    {
        await using SlurmCluster slurm = await SlurmCluster.StartAsync();
        string file = SweepFile.Write(folder, """ "method": "grid", "keys": {"lr": [0.05, 0.1]} """);
        CommandResult submitted = await slurm.RunAsync(SweepRun.Program, "sweep", file, "--out", folder["sweep"], "--slurm", "--jobs", "1");
        Assert.True(submitted.ExitCode == 0, submitted.Error);
        Assert.Contains("sbatch --parsable --array=1-2%1 ", submitted.Output, StringComparison.Ordinal);
        CommandResult twice = await slurm.RunAsync(SweepRun.Program, "sweep", "--out", folder["sweep"], "--slurm");
        Assert.Contains("in the queue already; nothing was submitted", twice.Output, StringComparison.Ordinal);

        SweepFolder sweep = SweepFolder.Open(folder["sweep"]);
        await EndsAsync(slurm, sweep, 1);
        await EndsAsync(slurm, sweep, 2);
        Assert.Equal([TrialState.Done, TrialState.Done], SweepState.Read(sweep).Trials.Select(trial => trial.State));
        Assert.Equal(1, sweep.Trial(1).Result!.Threads); // the one core that Slurm gave
        await Eventually.TrueAsync(() => File.Exists(sweep.SummaryFile) && StrictJson.Read<SweepSummary>(sweep.SummaryFile).Trials.All(trial => trial.State == TrialState.Done));
        Assert.True(File.Exists(sweep.BestFile));
    }

    [Fact, Long]
    public async Task A_requeued_task_goes_on_from_its_checkpoint_and_the_next_rung_waits_for_it()
    {
        await using SlurmCluster slurm = await SlurmCluster.StartAsync();
        string file = SweepFile.Write(folder, """ "method": "halving", "keep": 2, "seeds": [1], "keys": {"lr": {"log": [0.01, 0.1]}}, "budget": {"trials": 2} """, SweepFile.Tiny.Replace("\"epochs\": 1", "\"epochs\": 60", StringComparison.Ordinal));
        CommandResult submitted = await slurm.RunAsync(SweepRun.Program, "sweep", file, "--out", folder["sweep"], "--slurm");
        Assert.True(submitted.ExitCode == 0, submitted.Error);
        SweepFolder sweep = SweepFolder.Open(folder["sweep"]);
        string job = StrictJson.Read<string[]>(Path.Combine(sweep.SlurmFolder, "jobs.json"))[0];
        await Eventually.TrueAsync(() => sweep.Trial(1).Epochs.Count > 0, () => slurm.Logs);
        Assert.Equal(0, (await slurm.RunAsync("scancel", "--batch", "--signal=USR1", $"{job}_1")).ExitCode); // as Slurm does before the time limit
        await Eventually.TrueAsync(() => slurm.Output("squeue", "--noheader", $"--jobs={job}_1", "--format=%t").Trim() == "PD", () => slurm.Logs);
        Assert.Equal(TrialState.Interrupted, SweepState.Read(sweep).Trials[0].State);
        Assert.Equal(0, (await slurm.RunAsync("scontrol", "update", $"JobId={job}_1", "StartTime=now+5")).ExitCode); // instead of in two minutes
        foreach (int trial in new[] { 1, 2, 3 })
        {
            await EndsAsync(slurm, sweep, trial);
        }

        SweepState state = SweepState.Read(sweep);
        Assert.All(state.Trials, trial => Assert.Equal(TrialState.Done, trial.State));
        Assert.Equal((30, 60), (state.Trials[0].OfEpochs, state.Trials[2].OfEpochs));
        Assert.Equal(1, File.ReadAllText(sweep.Trial(1).LogFile).Split("epoch   1 ").Length - 1);
        Assert.Contains("stopped after step", File.ReadAllText(sweep.Trial(1).LogFile), StringComparison.Ordinal);

        CommandResult here = await SweepRun.Async(file, "--out", folder["here"]);
        Assert.True(here.ExitCode == 0, here.Error);
        Assert.Equal(SweepRun.Weights(SweepFolder.Open(folder["here"]), 3), SweepRun.Weights(sweep, 3));
    }

    [Fact]
    public async Task Without_Slurm_the_option_says_what_to_do()
    {
        string file = SweepFile.Write(folder, """ "method": "grid" """);
        CommandResult result = await Command.RunAsync(SweepRun.Program, ["sweep", file, "--out", folder["sweep"], "--slurm"], ("PATH", folder.Path), ("DOTNET_ROOT", Path.GetDirectoryName(Environment.ProcessPath)));
        Assert.Equal((4, "error: --slurm: there is no sbatch; run this on a machine of the cluster, or leave --slurm out to train here\n"), Fields(result));
    }

    private static (int Code, string Error) Fields(CommandResult result) => (result.ExitCode, result.Error);

    private static Task EndsAsync(SlurmCluster slurm, SweepFolder sweep, int trial) =>
        Eventually.TrueAsync(() => sweep.Trial(trial).Result is not null, () => slurm.Logs);
}

using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Sweeps.Running;

namespace EdgeResNet.Tests.Sweeps.Running;

public sealed class SlurmScriptTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1", new[] { 1 })]
    [InlineData("1-3", new[] { 1, 2, 3 })]
    [InlineData("1,3-4,9", new[] { 1, 3, 4, 9 })]
    public void Trials_are_named_as_ranges(string ranges, int[] trials) => Assert.Equal(ranges, SlurmSweep.Ranges(trials));

    [Fact]
    public async Task A_task_runs_its_trial_in_the_folder_with_the_cores_that_Slurm_gave_it()
    {
        string odd = Directory.CreateDirectory(folder["it's a \"$HOME\""]).FullName;
        File.WriteAllText(folder["script"], SlurmScript.Write("a-sweep", ["/bin/sh", "-c", "echo \"$0 $OMP_NUM_THREADS $DOTNET_PROCESSOR_COUNT $1\"; pwd", "it's"], odd, ["--time=8:00:00"]));
        CommandResult result = await Command.RunAsync("bash", [folder["script"]], ("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_CPUS_PER_TASK", null), ("SLURM_CPUS_ON_NODE", "3"));
        Assert.Equal($"it's 3 3 7\n{odd}\n", result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = File.ReadAllLines(folder["script"]);
        Assert.Equal("#!/bin/bash", lines[0]);
        Assert.Equal(["#SBATCH --job-name=a-sweep", "#SBATCH --requeue", "#SBATCH --open-mode=append", "#SBATCH --signal=B:USR1@120", "#SBATCH --time=8:00:00"], lines[1..6]);
    }

    [Fact]
    public async Task A_task_whose_trial_fails_fails()
    {
        File.WriteAllText(folder["script"], SlurmScript.Write("a-sweep", ["/bin/sh", "-c", "exit 3"], folder.Path, []));
        Assert.Equal(3, (await Command.RunAsync("bash", [folder["script"]], ("SLURM_ARRAY_TASK_ID", "7"))).ExitCode);
    }
}

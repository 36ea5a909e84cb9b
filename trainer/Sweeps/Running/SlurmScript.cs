using System.Text;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>The script of a sweep's array jobs: a task is a trial, and its number the trial's.</summary>
internal static class SlurmScript
{
    private const int WarningSeconds = 120; // before the time limit

    /// <summary>The script.</summary>
    /// <param name="name">Name of the jobs.</param>
    /// <param name="command">Trains a trial; its number follows.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="options">More options of sbatch.</param>
    public static string Write(string name, IReadOnlyList<string> command, string folder, IReadOnlyList<string> options)
    {
        StringBuilder script = new("#!/bin/bash\n");
        string[] fixedOptions = [$"--job-name={name}", "--requeue", "--open-mode=append", $"--signal=B:USR1@{WarningSeconds}"];
        foreach (string option in (IEnumerable<string>)[.. fixedOptions, .. options])
        {
            script.Append($"#SBATCH {option}\n");
        }

        script.Append("# A trial per task of the array. A task that was ended early goes on from its checkpoint.\n");
        foreach ((string variable, string _) in CoreShare.Variables(1))
        {
            script.Append($"export {variable}=${{SLURM_CPUS_PER_TASK:-${{SLURM_CPUS_ON_NODE:-1}}}}\n");
        }

        script.Append("export ORT_DISABLE_TELEMETRY=1 MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-1073741824} MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-8589934592}\n");
        script.Append($"cd {Quoted(folder)} || exit 3\n");
        script.Append("# Shortly before its time limit Slurm sends USR1: a checkpoint, and back into the queue.\n");
        script.Append("again() { kill -TERM \"$child\"; wait \"$child\"; exec scontrol requeue \"$SLURM_JOB_ID\"; }\n");
        script.Append("trap again USR1\n");
        script.Append("trap 'kill -TERM \"$child\"; wait \"$child\"; exit 130' TERM\n");
        script.Append($"{string.Join(' ', command.Select(Quoted))} \"$SLURM_ARRAY_TASK_ID\" </dev/null &\n");
        script.Append("child=$!\nwait \"$child\"\n");
        return script.ToString();
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

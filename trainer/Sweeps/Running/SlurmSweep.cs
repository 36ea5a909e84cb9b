using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Trainer.Sweeps.Running;

/// <summary>
/// Hands a sweep's trials to Slurm: an array job for each rung, which waits for the rung before. A task finds its recipe by itself,
/// so nothing else has to run meanwhile.
/// </summary>
/// <param name="folder">The sweep.</param>
/// <param name="jobs">Most tasks of an array at once; null: no limit.</param>
/// <param name="device">Value of <c>--device</c>.</param>
/// <param name="output">The verb's.</param>
internal sealed class SlurmSweep(SweepFolder folder, int? jobs, string device, TextWriter output)
{
    private const string Submit = "sbatch";
    private const string List = "squeue";

    private string JobsFile => Path.Combine(folder.SlurmFolder, "jobs.json");

    /// <summary>Submits the trials that have not ended, unless their jobs are still in the queue.</summary>
    /// <exception cref="DeviceException">Slurm is not there, or refuses.</exception>
    public ExitCode Run()
    {
        using IDisposable held = folder.Hold();
        if (Queued() is { Length: > 0 } queued)
        {
            output.WriteLine($"jobs {string.Join(", ", queued)} of this sweep are in the queue already; nothing was submitted. Cancel them with scancel, or watch: ./edgeresnet sweep --status {folder.Path}");
            return ExitCode.Done;
        }

        folder.RetryFailed();
        Directory.CreateDirectory(folder.SlurmFolder);
        AtomicFile.WriteText(folder.ScriptFile, SlurmScript.Write("edgeresnet-sweep", TrialProcess.Command(folder, device), Environment.CurrentDirectory, folder.Spec.Slurm));
        List<string> submitted = [];
        foreach (Rung rung in folder.Plan.Rungs)
        {
            int[] left = [.. rung.Trials.Where(trial => folder.Trial(trial).Result is null)];
            if (left.Length > 0)
            {
                submitted.Add(Array(left, submitted.LastOrDefault()));
                StrictJson.Write(JobsFile, submitted);
            }
        }

        output.WriteLine(submitted.Count == 0
            ? $"nothing to submit: {TrialText.Line(SweepState.Read(folder))}"
            : $"watch: ./edgeresnet sweep --status {folder.Path}");
        return ExitCode.Done;
    }

    /// <summary>Numbers as Slurm's arrays take them: 1-4,7.</summary>
    internal static string Ranges(IReadOnlyList<int> numbers)
    {
        List<(int From, int To)> ranges = [];
        foreach (int number in numbers)
        {
            if (ranges.Count > 0 && ranges[^1].To == number - 1)
            {
                ranges[^1] = (ranges[^1].From, number);
            }
            else
            {
                ranges.Add((number, number));
            }
        }

        return string.Join(',', ranges.Select(range => range.From == range.To ? $"{range.From}" : $"{range.From}-{range.To}"));
    }

    /// <summary>Submits an array; returns the job's number.</summary>
    private string Array(int[] trials, string? after)
    {
        string throttle = jobs is int most ? string.Create(CultureInfo.InvariantCulture, $"%{most}") : "";
        string log = Path.Combine(folder.SlurmFolder, "%A_%a.log");
        string[] arguments = ["--parsable", $"--array={Ranges(trials)}{throttle}", $"--output={log}", .. after is null ? System.Array.Empty<string>() : [$"--dependency=afterany:{after}"], folder.ScriptFile];
        string job = Execute(Submit, arguments).Trim().Split(';')[0]; // NUMBER[;CLUSTER]
        output.WriteLine($"job {job}: {Submit} {string.Join(' ', arguments)}");
        return job;
    }

    private string[] Queued()
    {
        string[] known = File.Exists(JobsFile) ? StrictJson.Read<string[]>(JobsFile) : [];
        if (known.Length == 0)
        {
            return [];
        }

        HashSet<string> all = [.. Execute(List, ["--noheader", "--format=%F"]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        return [.. known.Where(all.Contains)];
    }

    private static string Execute(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? text : throw new DeviceException($"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult().ReplaceLineEndings(" ").Trim()}; correct 'slurm' in the sweep's file, or run it here without --slurm");
        }
        catch (Win32Exception e)
        {
            throw new DeviceException($"--slurm: there is no {program}; run this on a machine of the cluster, or leave --slurm out to train here", e);
        }
    }
}

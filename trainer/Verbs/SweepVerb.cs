using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Sweeps;
using EdgeResNet.Trainer.Sweeps.Running;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>sweep</c>: many trainings, the best recipe.</summary>
internal static class SweepVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Argument<string?> file = new("FILE") { Description = "JSON file with a recipe, what varies in it, and a budget (docs/sweeps.md). Without it, the sweep in --out goes on.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> output = new("--out") { Description = "Folder of the sweep." };
        Option<int?> jobs = new("--jobs") { Description = "Trials at once, each with an equal share of the cores (default 1); with --slurm, most tasks of an array (default: no limit)." };
        Option<bool> slurm = new("--slurm") { Description = "Submit the trials to Slurm as array jobs, in place of running them here." };
        Option<bool> status = new("--status") { Description = "Show the trials of --out, or of a folder in FILE's place; on a terminal until the sweep is over." };
        Option<string> device = new("--device") { Description = "Device of torch for each trial: auto, cpu or cuda[:N].", DefaultValueFactory = _ => "auto" };
        Option<int?> trial = new(TrialProcess.TrialOption) { Description = "Train one trial.", Hidden = true };
        Option<bool> attended = new(TrialProcess.AttendedOption) { Description = "Stop when stdin ends.", Hidden = true };
        Command command = new("sweep", "Train many recipes and find the best by its validation loss. The test set is not looked at.") { file, output, jobs, slurm, status, device, trial, attended };
        command.SetAction(async (parsed, stop) => (int)await RunAsync(parsed, stop).ConfigureAwait(false));
        return command;

        async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken stop)
        {
            TextWriter console = parsed.InvocationConfiguration.Output;
            int? limit = parsed.GetValue(jobs);
            if (limit < 1)
            {
                throw new UsageException($"--jobs {limit}: expected 1 or more");
            }

            if (parsed.GetValue(status))
            {
                string place = parsed.GetValue(output) ?? parsed.GetValue(file) ?? throw new UsageException("sweep --status: needs the folder of a sweep, such as ./edgeresnet sweep --status runs/sweep");
                await new SweepDisplay(SweepFolder.Open(place), console).WatchAsync(stop).ConfigureAwait(false);
                return ExitCode.Done;
            }

            string folder = parsed.GetValue(output) ?? throw new UsageException("sweep: needs --out, the folder for its trials");
            if (parsed.GetValue(trial) is int number)
            {
                using StdinWatch? watch = parsed.GetValue(attended) ? new StdinWatch(stop) : null;
                return TrialRun.Run(SweepFolder.Open(folder), number, TorchDevice.Parse(parsed.GetRequiredValue(device)), watch?.Token ?? stop);
            }

            SweepFolder sweep = parsed.GetValue(file) is string path ? SweepFolder.Begin(folder, path) : SweepFolder.Open(folder);
            Announce(sweep, console);
            if (parsed.GetValue(slurm))
            {
                return new SlurmSweep(sweep, limit, parsed.GetRequiredValue(device), console).Run();
            }

            if (parsed.GetResult(device) is { Implicit: false })
            {
                TorchDevice.Parse(parsed.GetRequiredValue(device)); // before every trial fails on it
            }

            SweepDisplay display = new(sweep, console);
            ExitCode code = await display.DuringAsync(new LocalSweep(sweep, limit ?? 1, parsed.GetRequiredValue(device), display).RunAsync(stop)).ConfigureAwait(false);
            Conclude(sweep, code, console);
            return code;
        }
    }

    private static void Announce(SweepFolder sweep, TextWriter console)
    {
        string rungs = sweep.Plan.Rungs.Count == 1 ? "" : $"; rungs: {string.Join(", ", sweep.Plan.Rungs.Select(rung => $"{rung.Candidates} × {Counted.Of(rung.Epochs!.Value, "epoch")}"))}";
        console.WriteLine($"{Counted.Of(sweep.Plan.Candidates.Count, "recipe")}, {Counted.Of(sweep.Spec.SeedCount, "seed")}, {Counted.Of(sweep.Plan.Trials, "trial")} ({sweep.Spec.Method}){rungs}; the test set is not looked at");
    }

    private static void Conclude(SweepFolder sweep, ExitCode code, TextWriter console)
    {
        if (code == ExitCode.Interrupted)
        {
            console.WriteLine($"stopped; go on with: ./edgeresnet sweep --out {sweep.Path}");
            return;
        }

        if (SweepState.Read(sweep).BestTrial is TrialView best)
        {
            console.WriteLine($"best recipe: {sweep.BestFile}   report: {sweep.ReportFile}");
            console.WriteLine($"bundle and accuracy on the test set: ./edgeresnet export --run {sweep.Trial(best.Number).Run} --out {Path.Combine(sweep.Path, "bundle")}");
        }
    }
}

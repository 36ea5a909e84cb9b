using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Processes.Mpi;
using EdgeResNet.Trainer.Training.Jobs;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Common options of <c>train</c> and <c>retrain</c>.</summary>
internal sealed class TrainingOptions
{
    /// <summary><c>--out</c>.</summary>
    public Option<string> Output { get; } = new("--out") { Description = "Folder of the run.", Required = true };

    private Option<string> Device { get; } = new("--device") { Description = "Device of torch: auto, cpu or cuda[:N].", DefaultValueFactory = _ => "auto" };

    /// <summary><c>--resume</c>.</summary>
    public Option<bool> Resume { get; } = new("--resume") { Description = "Continue the run in --out." };

    private Option<bool> DataChanged { get; } = new(RunFolder.AcceptOption) { Description = "With --resume: go on although pictures were added, removed or changed." };

    private Option<long?> MaxSteps { get; } = new("--max-steps") { Description = "Stop after this many steps, with the schedule fitted to them." };

    private Option<int?> BatchPerProcess { get; } = new("--batch-per-process") { Description = "Images per step of each process under mpirun or srun, in place of --batch; --lr, that of the recipe's batch, grows with all of them." };

    /// <summary>A verb with its own options, these, and those of the recipe.</summary>
    public Command Command(string name, string description, IEnumerable<Option> own, IEnumerable<Option> recipe)
    {
        Command command = new(name, description);
        foreach (Option option in (IEnumerable<Option>)[.. own, Output, Device, Resume, DataChanged, MaxSteps, BatchPerProcess, .. recipe])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Runs a training, alone or with the processes that a launcher started beside this one: the first leads, the others follow.</summary>
    /// <exception cref="UsageException">The device has another form.</exception>
    /// <exception cref="DeviceException">The device is not available.</exception>
    public int Run(ParseResult parsed, Func<TrainingContext, ExitCode> lead, CancellationToken stop)
    {
        using IProcessGroup group = ProcessLaunch.Join();
        return (int)group.Run(() =>
        {
            bool leads = group.Rank == 0;
            TrainingContext context = new(TorchDevice.Parse(parsed.GetRequiredValue(Device), group), leads ? parsed.InvocationConfiguration.Output : TextWriter.Null, stop)
            {
                Group = group,
                Verbose = VerbRunner.IsVerbose(parsed),
            };
            return leads ? lead(context) : TrainingJob.Follow(parsed.GetRequiredValue(Output), context);
        });
    }

    /// <summary>The recipe with the batch of all processes, if <c>--batch-per-process</c> gives one.</summary>
    /// <exception cref="UsageException">The number is out of range, or another option gives the batch.</exception>
    public WantedRecipe ForAll(WantedRecipe wanted, ParseResult parsed, IProcessGroup group) =>
        parsed.GetValue(BatchPerProcess) is not int own ? wanted
        : parsed.GetResult("--batch") is OptionResult { Implicit: false } ? throw new UsageException("--batch-per-process: --batch gives the batch of all processes; leave out one of the two")
        : wanted.ForProcesses(own, group.Size);

    /// <summary>Refuses options that a resumed run already has; <paramref name="others"/> are allowed.</summary>
    /// <exception cref="UsageException">Another option was given.</exception>
    public void RefuseBesideResume(Command command, ParseResult parsed, params IEnumerable<Option> others)
    {
        Option[] allowed = [Output, Resume, DataChanged, Device, .. others];
        if (command.Options.FirstOrDefault(option => !allowed.Contains(option) && parsed.GetResult(option) is { Implicit: false }) is Option ignored)
        {
            throw new UsageException($"--resume uses the run's own settings; leave out {ignored.Name}");
        }
    }

    /// <summary>Continues a run with its pictures.</summary>
    /// <exception cref="InputException">Its data is not usable, or has changed and the command line does not accept that.</exception>
    public ExitCode Continue(RunFolder run, ParseResult parsed, TrainingContext context)
    {
        (RunFolder current, DataSplits data) = run.OpenData(context.Output.WriteLine, parsed.GetValue(DataChanged), context.Stop);
        context.Describe(data, current.Spec.Recipe);
        return TrainingJob.Run(current, data, context);
    }

    /// <summary>Steps after which the run ends; null: the recipe's.</summary>
    /// <exception cref="UsageException">The number is below 1.</exception>
    public long? Steps(ParseResult parsed)
    {
        long? steps = parsed.GetValue(MaxSteps);
        return steps is null or >= 1 ? steps : throw new UsageException($"--max-steps {steps}: expected 1 or more");
    }
}

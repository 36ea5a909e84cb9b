using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Training.Jobs;
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

    /// <summary>A verb with its own options, these, and those of the recipe.</summary>
    public Command Command(string name, string description, IEnumerable<Option> own, IEnumerable<Option> recipe)
    {
        Command command = new(name, description);
        foreach (Option option in (IEnumerable<Option>)[.. own, Output, Device, Resume, DataChanged, MaxSteps, .. recipe])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Device, output and cancellation of the training.</summary>
    /// <exception cref="UsageException">The device has another form.</exception>
    /// <exception cref="DeviceException">The device is not available.</exception>
    public TrainingContext Context(ParseResult parsed, CancellationToken stop) =>
        new(TorchDevice.Parse(parsed.GetRequiredValue(Device)), parsed.InvocationConfiguration.Output, stop) { Verbose = VerbRunner.IsVerbose(parsed) };

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

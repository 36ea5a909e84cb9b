using System.CommandLine;
using EdgeResNet.Trainer.Training.Jobs;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>What <c>train</c> and <c>retrain</c> ask and answer alike.</summary>
internal sealed class TrainingOptions
{
    /// <summary><c>--out</c>.</summary>
    public Option<string> Output { get; } = new("--out") { Description = "folder of the run", Required = true };

    private Option<string> Device { get; } = new("--device") { Description = "auto, cpu or cuda[:N]", DefaultValueFactory = _ => "auto" };

    /// <summary><c>--resume</c>.</summary>
    public Option<bool> Resume { get; } = new("--resume") { Description = "go on where the run in --out stopped" };

    private Option<long?> MaxSteps { get; } = new("--max-steps") { Description = "stop after this many steps, with the schedule fitted to them" };

    /// <summary>A verb with these options behind its own, and those of the recipe last.</summary>
    public Command Command(string name, string description, IEnumerable<Option> own, IEnumerable<Option> recipe)
    {
        Command command = new(name, description);
        foreach (Option option in (IEnumerable<Option>)[.. own, Output, Device, Resume, MaxSteps, .. recipe])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Where the training runs.</summary>
    /// <exception cref="UsageException">The device has another form.</exception>
    /// <exception cref="DeviceException">It is not there.</exception>
    public TrainingContext Context(ParseResult parsed, CancellationToken stop) =>
        new(TorchDevice.Parse(parsed.GetRequiredValue(Device)), parsed.InvocationConfiguration.Output, stop);

    /// <summary>A resumed run has its settings already; <paramref name="others"/> are none.</summary>
    /// <exception cref="UsageException">Another option than those allowed was given.</exception>
    public void RefuseBesideResume(Command command, ParseResult parsed, params IEnumerable<Option> others)
    {
        Option[] allowed = [Output, Resume, Device, .. others];
        if (command.Options.FirstOrDefault(option => !allowed.Contains(option) && parsed.GetResult(option) is { Implicit: false }) is Option ignored)
        {
            throw new UsageException($"--resume goes on with the run's own settings; leave out {ignored.Name}");
        }
    }

    /// <summary>Steps after which the run ends; null: the recipe's.</summary>
    /// <exception cref="UsageException">Below 1.</exception>
    public long? Steps(ParseResult parsed)
    {
        long? steps = parsed.GetValue(MaxSteps);
        return steps is null or >= 1 ? steps : throw new UsageException($"--max-steps {steps}: expected 1 or more");
    }
}

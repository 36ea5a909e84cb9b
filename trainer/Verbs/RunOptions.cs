using System.CommandLine;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>What <c>train</c> and <c>retrain</c> ask and answer alike.</summary>
internal static class RunOptions
{
    /// <summary>A resumed run has its settings already.</summary>
    /// <exception cref="UsageException">Another option than those allowed was given.</exception>
    public static void RefuseBesideResume(Command command, ParseResult parsed, params Option[] allowed)
    {
        if (command.Options.FirstOrDefault(option => !allowed.Contains(option) && parsed.GetResult(option) is { Implicit: false }) is Option ignored)
        {
            throw new UsageException($"--resume goes on with the run's own settings; leave out {ignored.Name}");
        }
    }

    /// <summary>Checks <c>--max-steps</c>.</summary>
    /// <exception cref="UsageException">It is below 1.</exception>
    public static void CheckMaxSteps(long? steps)
    {
        if (steps < 1)
        {
            throw new UsageException($"--max-steps {steps}: expected 1 or more");
        }
    }

    /// <summary>This machine in words, for the card.</summary>
    public static string DescribeHost()
    {
        HostInfo host = HostInfo.Collect();
        return $"{host.Cpu}, {host.Cores} cores{(host.Gpu is null ? "" : $", {host.Gpu}")}, {host.Os}";
    }
}

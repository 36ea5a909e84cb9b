using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Export;
using EdgeResNet.Trainer.Training;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>export</c>: a bundle from a run's best checkpoint.</summary>
internal static class ExportVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> run = new("--run") { Description = "folder of the run", Required = true };
        Option<string> output = new("--out") { Description = "folder of the bundle; its last part is the bundle's name", Required = true };
        Command command = new("export", "Write a bundle from a run's best checkpoint, proven against the network and measured.") { run, output };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(run), parsed.GetRequiredValue(output), cancellation)));
        return command;
    }

    private static int Run(string runFolder, string output, CancellationToken cancellation)
    {
        RunFolder run = RunFolder.Open(runFolder);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)));
        (ModelCard card, ClassificationMetrics metrics) = RunExport.Export(run, run.OpenData(), output, name, cancellation);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{output}: {card.Architecture.Name}, {card.Parameters:N0} parameters; agrees with the network on {card.Parity.Samples:N0} pictures (largest difference of a logit {card.Parity.MaxAbsLogitError:0.0e+0}); top-1 {100 * metrics.Top1:0.00} % on {metrics.Samples:N0} pictures of {card.Metrics?.Dataset}"));
        return (int)ExitCode.Done;
    }
}

using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>export</c>: a bundle from a run's best checkpoint.</summary>
internal static class ExportVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> run = new("--run") { Description = "Folder of the run.", Required = true };
        Option<string?> output = new("--out") { Description = "Folder of the bundle; its last part is the bundle's name." };
        Option<string?> safetensors = new("--safetensors") { Description = "File for the weights alone, under PyTorch's names." };
        Option<bool> dataChanged = new(RunFolder.AcceptOption) { Description = "Measure although pictures were added, removed or changed since the run." };
        Command command = new("export", "Write a proven and measured bundle from a run's best checkpoint, or its weights for PyTorch.") { run, output, safetensors, dataChanged };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed.GetRequiredValue(run), parsed.GetValue(output), parsed.GetValue(safetensors), parsed.GetValue(dataChanged), cancellation)));
        return command;
    }

    private static int Run(string runFolder, string? output, string? safetensors, bool dataChanged, CancellationToken cancellation)
    {
        if (output is null && safetensors is null)
        {
            throw new UsageException("export: needs --out for a bundle, or --safetensors for the weights");
        }

        RunFolder run = RunFolder.Open(runFolder);
        if (safetensors is not null)
        {
            using Network network = run.Checkpoints.LoadBest().Network;
            SafeTensors.Save(network, safetensors);
            TerminalWriter.Stdout.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{safetensors}: {network.state_dict().Count} tensors of {network.Spec.Name}"));
        }

        if (output is not null)
        {
            WriteBundle(run, output, dataChanged, cancellation);
        }

        return (int)ExitCode.Done;
    }

    private static void WriteBundle(RunFolder run, string output, bool dataChanged, CancellationToken cancellation)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)));
        BundleFolder.RequireRoom(output, run.Checkpoints.BestBytes);
        (_, DataSplits data) = run.OpenData(TerminalWriter.Stderr.WriteLine, dataChanged, cancellation);
        (ModelCard card, ClassificationMetrics metrics, _) = RunExport.Export(run, data, output, name, cancellation);
        TerminalWriter.Stdout.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{output}: {card.Architecture.Name}, {card.Parameters:N0} parameters; agrees with the network on {ProofImages.Describe(card.Parity.Samples, data.Validation.Count)} (largest difference of a logit {card.Parity.MaxAbsLogitError:0.0e+0}); top-1 {100 * metrics.Top1:0.00} % on {metrics.Samples:N0} pictures of {card.Metrics?.Dataset}"));
    }
}

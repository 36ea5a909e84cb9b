using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Processes.Mpi;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using Spectre.Console;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>throughput</c>: training speed on synthetic data.</summary>
internal static class ThroughputVerb
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        Option<string> arch = new("--arch") { Description = "Network, such as resnet18 (a wrong name lists all).", Required = true };
        NumberOption<double> width = new("--width") { Description = "Multiplier of the channel counts.", DefaultValueFactory = _ => 1 };
        Option<int> batch = new("--batch") { Description = "Images per step.", DefaultValueFactory = _ => 128 };
        Option<int> imageSize = new("--image-size") { Description = "Pixels a side.", DefaultValueFactory = _ => 28 };
        Option<int> channels = new("--channels") { Description = "Channels of the images: 1 or 3.", DefaultValueFactory = _ => 1 };
        Option<int> steps = new("--steps") { Description = "Number of measured steps.", DefaultValueFactory = _ => 10 };
        Option<string> precision = new("--precision") { Description = "Arithmetic: fp32 or bf16.", DefaultValueFactory = _ => "fp32" };
        Option<string> device = new("--device") { Description = "Device of torch: auto, cpu or cuda[:N].", DefaultValueFactory = _ => "auto" };
        Option<string> wire = new("--wire") { Description = "Gradients between processes under mpirun or srun: fp32 or bf16.", DefaultValueFactory = _ => "fp32" };
        Option<bool> profile = new("--profile") { Description = "Also show the shares of input, forward, backward and optimizer." };
        Option<string?> json = new("--json") { Description = "Write the report into this JSON file." };
        Command command = new("throughput", "Measure training speed on synthetic data.") { arch, width, batch, imageSize, channels, steps, precision, device, wire, profile, json };
        command.SetAction((parsed, stop) =>
        {
            Recipe recipe = new Recipe
            {
                Arch = parsed.GetValue(arch)!,
                Width = parsed.GetValue(width),
                Batch = parsed.GetValue(batch),
                ImageSize = parsed.GetValue(imageSize),
                Precision = parsed.GetValue(precision)!,
                Wire = parsed.GetValue(wire)!,
            }.Validated(file: null);
            using IProcessGroup group = ProcessLaunch.Join();
            return Task.FromResult((int)group.Run(() => Run(parsed, recipe, group, stop)));
        });
        return command;

        ExitCode Run(ParseResult parsed, Recipe recipe, IProcessGroup group, CancellationToken stop)
        {
            Device target = TorchDevice.Parse(parsed.GetValue(device)!, group);
            if (Bfloat16.OnlyCosts(recipe, Bfloat16.IsFast(target)))
            {
                TerminalWriter.Stderr.WriteLine($"note: {Bfloat16.SlowHere}");
            }

            ThroughputReport report = Throughput.Measure(recipe, parsed.GetValue(channels), parsed.GetValue(steps), target, parsed.GetValue(profile), group, stop);
            if (group.Rank > 0)
            {
                return ExitCode.Done;
            }

            Show(report);
            if (parsed.GetValue(json) is string file)
            {
                StrictJson.Write(file, report);
            }

            return ExitCode.Done;
        }
    }

    private static void Show(ThroughputReport report)
    {
        if (report.Profile is not null)
        {
            Table table = ConsoleTable.Columns("phase of a step", "ms", "share");
            foreach (PhaseShare phase in report.Profile)
            {
                table.AddRow(phase.Phase.ToString().ToLowerInvariant(), ConsoleTable.Number(phase.Ms, "F2"), $"{ConsoleTable.Number(100 * phase.Share, "F1")} %");
            }

            ConsoleTable.Write(table, TerminalWriter.Stdout);
        }

        if (report.Exchange is ExchangeReport exchange)
        {
            TerminalWriter.Stdout.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exchange.Processes} processes: {exchange.Bytes / 1e6:F1} MB a step in {exchange.Ms:F2} ms"));
        }

        TerminalWriter.Stdout.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Arch}: {report.Params} parameters, batch {report.Batch}, {report.Precision} on {report.Device}: {report.MsPerStep:F1} ms a step (median of {report.Steps}), {report.ImgPerS:F1} images/s; at most {report.PeakMemoryBytes / 1e6:F0} MB resident"));
    }
}

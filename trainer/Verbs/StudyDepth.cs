using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Studies;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>study depth</c>: plain against residual networks.</summary>
internal static class StudyDepth
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Description = $"{DataSource.Forms}.", Required = true };
        Option<string> output = new("--out") { Description = "Folder of the study; finished trainings in it are not repeated.", Required = true };
        Option<int[]> depths = new("--depth") { Description = "Depths with a plain and a residual network.", DefaultValueFactory = _ => [20, 56], AllowMultipleArgumentsPerToken = true };
        Option<long[]> seeds = new("--seed") { Description = "Seeds; each gives one training per network.", DefaultValueFactory = _ => [1, 2, 3], AllowMultipleArgumentsPerToken = true };
        Option<int?> pictures = new("--pictures") { Description = "Number of training pictures, evenly spread (default: all)." };
        NumberOption<double> width = new("--width") { Description = "Multiplier of the channel counts.", DefaultValueFactory = _ => 1 };
        Option<int?> imageSize = new("--image-size") { Description = "Pixels a side (default: the data's; 32 for a folder)." };
        Option<int> epochs = new("--epochs") { Description = "Passes over these pictures.", DefaultValueFactory = _ => DepthStudy.Recipe.Epochs };
        Option<int> batch = new("--batch") { Description = "Images per step.", DefaultValueFactory = _ => DepthStudy.Recipe.Batch };
        NumberOption<double> lr = new("--lr") { Description = "Peak learning rate.", DefaultValueFactory = _ => DepthStudy.Recipe.Lr };
        Option<string> precision = new("--precision") { Description = "Arithmetic: fp32 or bf16.", DefaultValueFactory = _ => DepthStudy.Recipe.Precision };
        Option<string> device = new("--device") { Description = "Device of torch: auto, cpu or cuda[:N].", DefaultValueFactory = _ => "auto" };
        Command command = new("depth", "Train plain and residual networks of several depths on the same pictures, and compare errors and gradients.")
        {
            data, output, depths, seeds, pictures, width, imageSize, epochs, batch, lr, precision, device,
        };
        command.SetAction((parsed, stop) =>
        {
            IReadOnlyList<string> networks = DepthStudy.Networks(parsed.GetRequiredValue(depths).Distinct());
            int designed = networks.Select(Architectures.DesignSize).Max(); // fails for unknown depths
            TorchSharp.torch.Device target = TorchDevice.Parse(parsed.GetRequiredValue(device));
            DataSplits splits = DataSource.Open(parsed.GetRequiredValue(data), DepthStudy.Recipe.Seed, stop: stop);
            Recipe wanted = (DepthStudy.Recipe with
            {
                Width = parsed.GetValue(width),
                ImageSize = parsed.GetValue(imageSize) ?? splits.Size ?? designed,
                Epochs = parsed.GetValue(epochs),
                Batch = parsed.GetValue(batch),
                Lr = parsed.GetValue(lr),
                Precision = parsed.GetRequiredValue(precision),
                Seed = parsed.GetRequiredValue(seeds).Min(),
            }).Validated(file: null);
            Recipe recipe = Bfloat16.Fit(wanted, target, parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(pictures) is int count)
            {
                int classes = splits.Train.Classes.Count;
                splits = count >= classes
                    ? splits with { Train = Subset.Spread(splits.Train, count) }
                    : throw new UsageException($"--pictures {count}: expected {classes} or more, one for each class");
            }

            if (parsed.GetResult(batch) is not { Implicit: false })
            {
                recipe = recipe.FittedTo(splits.Train.Count, keepsLr: parsed.GetResult(lr) is { Implicit: false });
            }
            else if (splits.Train.Count < recipe.Batch)
            {
                throw new UsageException($"--batch {recipe.Batch}: is more than the {splits.Train.Count} training pictures");
            }

            DepthReport? report = LiveProgress.Show(parsed.InvocationConfiguration.Output, display => DepthStudy.Run(parsed.GetRequiredValue(output), parsed.GetRequiredValue(data), splits, networks, recipe, [.. parsed.GetRequiredValue(seeds).Distinct()], target, display, stop));
            if (report is null)
            {
                TerminalWriter.Stdout.WriteLine("stopped; run the same command to continue");
                return Task.FromResult((int)ExitCode.Interrupted);
            }

            Show(report, parsed.GetRequiredValue(output));
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Show(DepthReport report, string folder)
    {
        Table table = ConsoleTable.Columns("network", "params", "train error %", "validation error %", "test error %", "gradient front/back at start", "at end", "first layer's weights grew");
        foreach (DepthNetwork network in report.Networks)
        {
            table.AddRow(network.Arch, ConsoleTable.Count(network.Params), Percent(network.TrainError), Percent(network.ValidationError), Percent(network.TestError), Ratio(network.FrontToBackAtStart), Ratio(network.FrontToBackAtEnd), $"×{ConsoleTable.Number(network.WeightGrowth[0], "0.0")}");
        }

        ConsoleTable.Write(table, TerminalWriter.Stdout);
        TerminalWriter.Stdout.WriteLine($"{Counted.Of(report.TrainPictures, "training picture")}, {Counted.Of(report.Recipe.Epochs, "epoch")}, {Counted.Of(report.Networks[0].Runs.Count, "seed")}, mean ± standard deviation; {report.TestData} {report.TestPictures:N0} pictures, measured once");
        TerminalWriter.Stdout.WriteLine($"{Path.Combine(folder, DepthStudy.ReportFile)}   {Path.Combine(folder, DepthStudy.PictureFile)}");
    }

    private static string Percent(SeedSpread share) => Spread(share, factor: 100, "0.00");

    private static string Ratio(SeedSpread ratio) => Spread(ratio, factor: 1, "0.00");

    private static string Spread(SeedSpread values, double factor, string format) =>
        ConsoleTable.Number(factor * values.Mean, format) + (values.StdDev is double deviation ? $" ± {ConsoleTable.Number(factor * deviation, format)}" : "");
}

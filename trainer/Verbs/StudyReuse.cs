using System.CommandLine;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Studies;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>study reuse</c>: the connections of a DenseNet and their use.</summary>
internal static class StudyReuse
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder or an .onnx file of a DenseNet.", Required = true };
        Option<string?> json = new("--json") { Description = "Write the weights into this JSON file." };
        Option<string?> svg = new("--svg") { Description = "Draw them as a heat map into this SVG file." };
        Command command = new("reuse", "Check a DenseNet's connections in its exported graph, and show how much each layer uses each earlier one.") { model, json, svg };
        command.SetAction(parsed =>
        {
            ReuseReport report = FeatureReuse.Of(ModelBundle.Open(parsed.GetRequiredValue(model)));
            if (parsed.GetValue(json) is string file)
            {
                StrictJson.Write(file, report);
            }

            if (parsed.GetValue(svg) is string picture)
            {
                AtomicFile.WriteText(picture, ReuseChart.Draw(report));
            }

            Show(report);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Show(ReuseReport report)
    {
        Table table = ConsoleTable.Columns("block", "layers", "direct connections", "use of the block's input", "of the layer before", "by the next layer: input", "last layer");
        foreach (BlockReuse block in report.Blocks)
        {
            IEnumerable<LayerUse> later = block.Targets.SkipLast(1).Skip(1); // the first layer has only the block's input
            LayerUse behind = block.Targets[^1];
            table.AddRow(
                ConsoleTable.Count(block.Block),
                ConsoleTable.Count(block.Layers),
                $"{block.Connections} of {block.Layers * (block.Layers + 1) / 2}",
                ConsoleTable.Number(later.Average(target => target.Use[0]), "0.00"),
                ConsoleTable.Number(later.Average(target => target.Use[^1]), "0.00"),
                ConsoleTable.Number(behind.Use[0], "0.00"),
                ConsoleTable.Number(behind.Use[^1], "0.00"));
        }

        ConsoleTable.Write(table, TerminalWriter.Stdout);
        TerminalWriter.Stdout.WriteLine($"{report.Model}: mean absolute weight; 1 if a layer uses all its inputs equally");
    }
}

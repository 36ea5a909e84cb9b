using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Report;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>The JSON of <c>describe</c>.</summary>
/// <param name="Arch">Architecture.</param>
/// <param name="Input">Shape of one image, <c>[channels, height, width]</c>.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates of one image, convolutions and linear layers.</param>
/// <param name="Layers">The layers in data order.</param>
/// <param name="Blocks">The arithmetic of the blocks, if requested.</param>
internal sealed record Description(string Arch, IReadOnlyList<int> Input, long Params, long Macs, IReadOnlyList<LayerRow> Layers, IReadOnlyList<BlockRow>? Blocks = null);

/// <summary><c>describe ARCH|MODEL</c>: layers, output shapes, parameters, multiply-accumulates.</summary>
internal static class DescribeVerb
{
    private const int ImageNetClasses = 1000;
    private const int CifarClasses = 10;
    private const int Channels = 3;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> subject = new("ARCH|MODEL") { Description = "An architecture, a bundle folder, an .onnx file, or a name such as torchvision:resnet18." };
        Option<int?> classes = new("--classes") { Description = "Number of logits of an architecture (default: 1000; 10 for the CIFAR networks)." };
        Option<int?> imageSize = new("--image-size") { Description = "Pixels a side for an architecture (default: 224; 32 for the CIFAR networks)." };
        NumberOption<double?> width = new("--width") { Description = "Multiplier of an architecture's channel counts (default: 1)." };
        Option<bool> blocks = new("--blocks") { Description = "Show blocks instead of layers, with the arithmetic of their convolutions." };
        Option<string?> json = new("--json") { Description = "Write the table into this JSON file." };
        Command command = new("describe", "Show layers, output shapes, parameters and multiply-accumulates of an architecture or a model.") { subject, classes, imageSize, width, blocks, json };
        command.SetAction(parsed => Run(
            Describe(parsed.GetRequiredValue(subject), parsed.GetValue(classes), parsed.GetValue(imageSize), parsed.GetValue(width), parsed.GetValue(blocks)), parsed.GetValue(json)));
        return command;
    }

    /// <summary>Builds the description.</summary>
    /// <exception cref="UsageException">No such architecture, a setting of an architecture given for a model, or blocks of a network without any.</exception>
    /// <exception cref="InputException">The model is not usable.</exception>
    public static Description Describe(string subject, int? classes = null, int? imageSize = null, double? width = null, bool blocks = false)
    {
        // A folder named resnet18 is a model only if it has one.
        bool isModel = WeightCatalog.IsName(subject) || subject.Contains('/', StringComparison.Ordinal) || subject.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            || File.Exists(Path.Combine(subject, ModelBundle.CardFile));
        if (isModel)
        {
            return classes is null && imageSize is null && width is null
                ? OfModel(ModelBundle.Open(ModelName.Resolve(subject)), blocks)
                : throw new UsageException($"{subject} is a model: --classes, --image-size and --width are for architectures");
        }

        int designed = Architectures.DesignSize(subject);
        int size = imageSize ?? designed;
        if (size is < 1 or > 4096)
        {
            throw new UsageException($"--image-size {size}: expected 1 to 4096");
        }

        ArchitectureSpec spec = new(subject, width ?? 1, ArchitectureSpec.StemFor(size), classes ?? (designed == Architectures.ImageNetSize ? ImageNetClasses : CifarClasses));
        return OfNetwork(spec, Channels, size, size, blocks);
    }

    private static Description OfModel(ModelBundle model, bool blocks) =>
        OfNetwork(model.Embedded.Architecture, model.Input.Channels, model.Input.Height, model.Input.Width, blocks);

    private static Description OfNetwork(ArchitectureSpec spec, int channels, int height, int width, bool blocks)
    {
        using Network network = Architectures.Create(spec, channels, height, width);
        LayerTable table = LayerTable.Of(network, channels, height, width);
        IReadOnlyList<BlockRow>? rows = blocks ? BlockTable.Of(network, table) : null;
        return rows is not { Count: 0 }
            ? new Description(spec.Name, [channels, height, width], table.Params, table.Macs, table.Rows, rows)
            : throw new UsageException($"{spec.Name} has neither residual nor dense blocks; leave out --blocks");
    }

    private static int Run(Description description, string? json)
    {
        if (json is not null)
        {
            StrictJson.Write(json, description);
        }

        ConsoleTable.Write(description.Blocks is null ? LayersOf(description.Layers) : BlocksOf(description.Blocks), TerminalWriter.Stdout);
        TerminalWriter.Stdout.WriteLine($"{description.Arch}, input {string.Join('×', description.Input)}: {Count(description.Params)} parameters, {Count(description.Macs)} multiply-accumulates");
        return (int)ExitCode.Done;
    }

    private static Table LayersOf(IReadOnlyList<LayerRow> rows)
    {
        Table table = ConsoleTable.Columns(["layer", "type", "output"], ["params", "MACs"]);
        foreach (LayerRow row in rows)
        {
            table.AddRow(ConsoleTable.Name(row.Name), row.Type, Shape(row.Output), Count(row.Params), Count(row.Macs));
        }

        return table;
    }

    private static Table BlocksOf(IReadOnlyList<BlockRow> rows)
    {
        Table table = ConsoleTable.Columns(["block", "type", "output", "arithmetic"], ["weights", "one 3×3 instead", "MACs"]);
        foreach (BlockRow row in rows)
        {
            table.AddRow(ConsoleTable.Name(row.Name), row.Type, Shape(row.Output), row.Arithmetic, Count(row.Weights), Count(row.Direct ?? 0), Count(row.Macs));
        }

        return table;
    }

    private static string Shape(IReadOnlyList<int> shape) => string.Join('×', shape);

    private static string Count(long count) => count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Studies;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>study architectures</c>: the cost of a network's shape.</summary>
internal static class StudyArchitectures
{
    private const int MostQueries = 1_000_000;
    private const int ImageNetClasses = 1000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string[]> architectures = new("--arch") { Description = "Networks to compare.", DefaultValueFactory = _ => ["alexnet", "vgg19", "resnet152"], AllowMultipleArgumentsPerToken = true };
        Option<int> imageSize = new("--image-size") { Description = "Pixels a side.", DefaultValueFactory = _ => Architectures.ImageNetSize };
        Option<int> classes = new("--classes") { Description = "Number of logits.", DefaultValueFactory = _ => ImageNetClasses };
        NumberOption<double> width = new("--width") { Description = "Multiplier of the channel counts.", DefaultValueFactory = _ => 1 };
        Option<int> queries = new("--queries") { Description = "Timed images of each network.", DefaultValueFactory = _ => 60 };
        Option<int?> threads = new("--threads") { Description = "Threads of one operator (default: the runtime's choice)." };
        Option<string?> json = new("--json") { Description = "Write the table into this JSON file." };
        Command command = new("architectures", "Compare networks with random weights: layers, parameters, multiply-accumulates, latency of the exported file.")
        {
            architectures, imageSize, classes, width, queries, threads, json,
        };
        command.SetAction((parsed, stop) =>
        {
            int size = parsed.GetValue(imageSize);
            int count = parsed.GetValue(queries);
            if (size is < 8 or > 1024 || count is < 1 or > MostQueries)
            {
                throw new UsageException($"study architectures: {size} pixels and {count} queries; expected 8 to 1024 pixels and 1 to {MostQueries} queries");
            }

            InputSpec input = new() { Color = "rgb", Height = size, Width = size, Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25] };
            ArchitectureSpec[] specs = [.. parsed.GetRequiredValue(architectures).Distinct().Select(name => new ArchitectureSpec(name, parsed.GetValue(width), ArchitectureSpec.StemFor(size), parsed.GetValue(classes)))];
            _ = specs.Max(spec => Architectures.DesignSize(spec.Name)); // fails for unknown names before minutes of work
            ArchitectureReport report = ArchitectureStudy.Run(specs, input, parsed.GetValue(threads), count, stop);
            if (parsed.GetValue(json) is string file)
            {
                StrictJson.Write(file, report);
            }

            Show(report, parsed.InvocationConfiguration.Output);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Show(ArchitectureReport report, TextWriter output)
    {
        Table table = ConsoleTable.Columns("network", "layers", "params", "MACs", "file MB", "p50 ms", "p90 ms", "GMAC/s");
        foreach (ArchitectureRow row in report.Networks)
        {
            table.AddRow(row.Arch, ConsoleTable.Count(row.Layers), ConsoleTable.Count(row.Params), ConsoleTable.Count(row.Macs), ConsoleTable.Number(row.Bytes / 1e6, "0.0"), ConsoleTable.Number(row.LatencyMs.P50, "0.00"), ConsoleTable.Number(row.LatencyMs.P90, "0.00"), ConsoleTable.Number(row.Macs / row.LatencyMs.P50 / 1e6, "0.0"));
        }

        ConsoleTable.Write(table, output);
        output.WriteLine($"{report.Queries} images of each in turns, {string.Join('×', report.Input)}, {report.Ep}, threads: {report.Threads?.ToString(CultureInfo.InvariantCulture) ?? "the runtime's choice"}, {report.Host.Cpu}, commit {report.Host.Commit}; {report.Conditions.Disturbance.Describe()}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"TorchSharp and ONNX Runtime differ by at most {report.Networks.Max(row => row.LargestDifference):0.0e+0} of the largest logit"));
    }
}

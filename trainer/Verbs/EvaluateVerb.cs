using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Shared.Terminal;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Report;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary><c>evaluate</c>: accuracy with ONNX Runtime and the real preprocessing.</summary>
internal static class EvaluateVerb
{
    private static readonly string[] parts = ["auto", "all", "held-out"]; // in the order of MeasuredPart

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder, an .onnx file, or a name such as torchvision:resnet18.", Required = true };
        Option<string> data = new("--data") { Description = $"{DataSource.Forms}. Measures the test set, else the validation set, else all pictures of a folder.", Required = true };
        Option<string> precision = new("--precision") { Description = "Which of the bundle's files to measure: fp32, int8 or fp16.", DefaultValueFactory = _ => ModelBundle.DefaultPrecision };
        precision.AcceptOnlyFromAmong(ModelBundle.DefaultPrecision, PrecisionChoice.Integers, BundleQuantization.HalfPrecisionName);
        Option<string> part = new("--part") { Description = "What to measure of a folder without val and test: all, held-out (what a training with the model's seed holds out), or auto (held-out if the folder has the name of the one that the model was trained on).", DefaultValueFactory = _ => parts[0] };
        part.AcceptOnlyFromAmong(parts);
        Option<string?> ood = new("--ood") { Description = $"Pictures of other things, {DataSource.Forms}. Measures how well the model rejects them; their labels do not matter." };
        Option<string?> json = new("--json") { Description = "Write the report into this JSON file." };
        Command command = new("evaluate", "Measure the accuracy of a model with ONNX Runtime and the real preprocessing.") { model, data, ood, precision, part, json };
        command.SetAction((parsed, cancellation) =>
        {
            EvaluationRequest request = new(parsed.GetRequiredValue(model), parsed.GetRequiredValue(data))
            {
                Ood = parsed.GetValue(ood),
                Precision = parsed.GetRequiredValue(precision),
                Part = (MeasuredPart)Array.IndexOf(parts, parsed.GetRequiredValue(part)),
                Verbose = VerbRunner.IsVerbose(parsed),
                Report = TerminalWriter.Stdout.WriteLine,
            };
            return Task.FromResult(Run(request, parsed.GetValue(json), cancellation));
        });
        return command;
    }

    private static int Run(EvaluationRequest request, string? json, CancellationToken cancellation)
    {
        if (json is not null)
        {
            AtomicFile.Check(json); // fails before minutes of work
        }

        EvaluationReport report = ModelEvaluation.Run(request, cancellation);
        if (json is not null)
        {
            StrictJson.Write(json, report);
        }

        Table table = ConsoleTable.Columns("class", "precision", "recall", "F1", "pictures");
        foreach (ClassMetrics row in report.PerClass)
        {
            table.AddRow(ConsoleTable.Name(row.Label), Percent.Of(row.Precision), Percent.Of(row.Recall), Percent.Of(row.F1), ConsoleTable.Count(row.Support));
        }

        ConsoleTable.Write(table, TerminalWriter.Stdout);
        TerminalWriter.Stdout.WriteLine($"{report.Model}{(report.Precision is string file ? $" ({file})" : "")} on {report.Data}, {report.Samples:N0} pictures: top-1 {Percent.Of(report.Top1)}, top-5 {Percent.Of(report.Top5)}, loss {report.Loss:0.0000}, ECE {Percent.Of(report.Ece)}");
        if (report.Ood is OodReport strange)
        {
            TerminalWriter.Stdout.WriteLine(Describe(strange));
            TerminalWriter.Stdout.WriteLine($"the card's threshold calls {Percent.Of(strange.Rejected)} of them unknown and leaves {Percent.Of(strange.Accepted)} of {report.Data} known");
        }

        return (int)ExitCode.Done;
    }

    /// <summary>The separation in one line, beginning with the card's measure.</summary>
    public static string Describe(OodReport report)
    {
        (string Name, Separation? Value)[] parts =
        [
            (report.UnknownBy, new Separation(report.Auroc, report.Fpr95)),
            (UnknownMeasure.MaxSoftmax, report.UnknownBy == UnknownMeasure.MaxSoftmax ? null : report.MaxSoftmax),
            (UnknownMeasure.Energy, report.Energy),
        ];
        return string.Create(CultureInfo.InvariantCulture, $"against {report.Data}, {report.Samples:N0} pictures: {string.Join("; ", parts.Where(part => part.Value is not null).Select(part => Part(UnknownMeasure.Title(part.Name), part.Value!)))}");
    }

    private static string Part(string name, Separation separation) => string.Create(CultureInfo.InvariantCulture, $"{name} AUROC {separation.Auroc:0.0000}, FPR95 {Percent.Of(separation.Fpr95)}");
}

using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Evaluation;
using Spectre.Console;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>The JSON of <c>evaluate</c>; see <see cref="ClassificationMetrics"/> for the numbers.</summary>
internal sealed record EvaluationReport(
    string Model,
    string Data,
    int Samples,
    double Top1,
    double Top5,
    double Loss,
    double Ece,
    IReadOnlyList<ClassMetrics> PerClass,
    IReadOnlyList<IReadOnlyList<int>> Confusion);

/// <summary><c>evaluate</c>: accuracy through ONNX Runtime and the real preprocessing.</summary>
internal static class EvaluateVerb
{
    private const int BatchSize = 50;


    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder or an .onnx file.", Required = true };
        Option<string> data = new("--data") { Description = "fashion-mnist[:DIR] or folder:DIR; its test set, or its validation set where there is none.", Required = true };
        Option<string?> json = new("--json") { Description = "Write the report to this file." };
        Command command = new("evaluate", "Accuracy of a model through ONNX Runtime and the real preprocessing.") { model, data, json };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetValue(json), cancellation)));
        return command;
    }

    /// <summary>Measures a model on a data set.</summary>
    /// <exception cref="InputException">The model or data is not usable, or their classes differ.</exception>
    public static EvaluationReport Evaluate(string model, string data, CancellationToken cancellation)
    {
        ModelBundle bundle = ModelBundle.Open(model);
        IImageSet images = DataSource.Open(data, bundle.Embedded.Training.Seed).Reported;
        if (LabelComparison.Difference(bundle.Output.Labels, images.Classes) is string difference)
        {
            throw new InputException($"{images.Name}: {difference}");
        }

        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        ClassificationMetrics m = ImageSetClassifier.Measure(classifier, images, cancellation);
        return new EvaluationReport(bundle.Name, images.Name, m.Samples, m.Top1, m.Top5, m.Loss, m.Ece, m.PerClass, m.Confusion);
    }

    private static int Run(string model, string data, string? json, CancellationToken cancellation)
    {
        EvaluationReport report = Evaluate(model, data, cancellation);
        if (json is not null)
        {
            StrictJson.Write(json, report);
        }

        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn("class").AddColumn(Right("precision")).AddColumn(Right("recall")).AddColumn(Right("F1")).AddColumn(Right("pictures"));
        foreach (ClassMetrics row in report.PerClass)
        {
            table.AddRow(row.Label.EscapeMarkup(), Percent(row.Precision), Percent(row.Recall), Percent(row.F1), row.Support.ToString("N0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{report.Model} on {report.Data}, {report.Samples:N0} pictures: top-1 {Percent(report.Top1)}, top-5 {Percent(report.Top5)}, loss {report.Loss:0.0000}, ECE {Percent(report.Ece)}");
        return (int)ExitCode.Done;
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}

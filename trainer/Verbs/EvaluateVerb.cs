using System.CommandLine;
using System.Globalization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Report;
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
    IReadOnlyList<IReadOnlyList<int>> Confusion,
    OodReport? Ood = null);

/// <summary>How a model takes pictures of nothing that it knows.</summary>
/// <param name="Data">Which pictures.</param>
/// <param name="Samples">How many.</param>
/// <param name="UnknownBy">The measure that the card names, which all numbers but the last two are of.</param>
/// <param name="Auroc">Probability that the measure of a known picture is above that of a strange one.</param>
/// <param name="Fpr95">Share of the strange pictures that pass the threshold which 95 % of the known ones pass.</param>
/// <param name="Rejected">Share of the strange pictures that the card's threshold calls unknown.</param>
/// <param name="Accepted">Share of the known pictures that it leaves known.</param>
/// <param name="MaxSoftmax">The same separation by the highest score, for comparison (Hendrycks and Gimpel, 2017).</param>
/// <param name="Energy">The same by the energy (Liu et al., 2020); absent where the card names it.</param>
internal sealed record OodReport(string Data, int Samples, string UnknownBy, double Auroc, double Fpr95, double Rejected, double Accepted, Separation MaxSoftmax, Separation? Energy = null);

/// <summary><c>evaluate</c>: accuracy through ONNX Runtime and the real preprocessing.</summary>
internal static class EvaluateVerb
{
    private const int BatchSize = 50;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = "A bundle folder, an .onnx file, or a name such as torchvision:resnet18.", Required = true };
        Option<string> data = new("--data") { Description = $"{DataSource.Forms}; its test set, or its validation set where there is none.", Required = true };
        Option<string?> ood = new("--ood") { Description = $"Pictures of none of the classes (labels do not matter), {DataSource.Forms}: how well the model tells them from the data." };
        Option<string?> json = new("--json") { Description = "Write the report to this file." };
        Command command = new("evaluate", "Accuracy of a model through ONNX Runtime and the real preprocessing.") { model, data, ood, json };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(Run(parsed.GetRequiredValue(model), parsed.GetRequiredValue(data), parsed.GetValue(ood), parsed.GetValue(json), cancellation)));
        return command;
    }

    /// <summary>Measures a model on a data set and, where there is one, against strange pictures.</summary>
    /// <exception cref="InputException">The model or data is not usable, or their classes differ.</exception>
    public static EvaluationReport Evaluate(string model, string data, string? ood, CancellationToken cancellation)
    {
        ModelBundle bundle = ModelBundle.Open(ModelName.Resolve(model, cancellation));
        DataSplits splits = DataSource.OpenAsTrained(data, bundle.Embedded);
        IImageSet images = splits.Reported;
        if (TaughtPictures.MayBeLearned(bundle, splits))
        {
            Console.Error.WriteLine($"note: {bundle.Name} learned from every picture of the folder that it was taught with; of those this accuracy says nothing, its card has the cross-validated one");
        }

        if (LabelComparison.Difference(bundle.Output.Labels, images.Classes) is string difference)
        {
            throw new InputException($"{images.Name}: {difference}");
        }

        IImageSet? strange = ood is null ? null : DataSource.OpenUnlabelled(ood, bundle.Embedded.Training.Seed); // before minutes of work
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        LogitTable known = LogitTable.Of(classifier, images, cancellation);
        ClassificationMetrics m = known.Measure(bundle.Output.Labels, bundle.Output.Temperature);
        OodReport? against = strange is null ? null : Compare(bundle.Output, known, LogitTable.Of(classifier, strange, cancellation));
        return new EvaluationReport(bundle.Name, images.Name, m.Samples, m.Top1, m.Top5, m.Loss, m.Ece, m.PerClass, m.Confusion, against);
    }

    private static OodReport Compare(OutputSpec output, LogitTable known, LogitTable strange)
    {
        double[] knownScores = known.KnownScores(output);
        double[] strangeScores = strange.KnownScores(output);
        Separation measure = Separation.Of(knownScores, strangeScores);
        Separation softmax = Separation.Of(known.HighestScores(output.Temperature), strange.HighestScores(output.Temperature));
        Separation? energy = output.UnknownBy == UnknownMeasure.Energy ? null : Separation.Of(known.Energies(output.Temperature), strange.Energies(output.Temperature));
        double rejected = (double)strangeScores.Count(score => Scores.IsUnknown(score, output.UnknownBelow)) / strange.Count;
        double accepted = (double)knownScores.Count(score => !Scores.IsUnknown(score, output.UnknownBelow)) / known.Count;
        return new OodReport(strange.Name, strange.Count, output.UnknownBy, measure.Auroc, measure.Fpr95, rejected, accepted, softmax, energy);
    }

    private static int Run(string model, string data, string? ood, string? json, CancellationToken cancellation)
    {
        if (json is not null)
        {
            AtomicFile.Check(json); // before minutes of work
        }

        EvaluationReport report = Evaluate(model, data, ood, cancellation);
        if (json is not null)
        {
            StrictJson.Write(json, report);
        }

        Table table = ConsoleTable.Columns("class", "precision", "recall", "F1", "pictures");
        foreach (ClassMetrics row in report.PerClass)
        {
            table.AddRow(row.Label.EscapeMarkup(), Percent(row.Precision), Percent(row.Recall), Percent(row.F1), ConsoleTable.Count(row.Support));
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"{report.Model} on {report.Data}, {report.Samples:N0} pictures: top-1 {Percent(report.Top1)}, top-5 {Percent(report.Top5)}, loss {report.Loss:0.0000}, ECE {Percent(report.Ece)}");
        if (report.Ood is OodReport strange)
        {
            Console.WriteLine(Describe(strange));
            Console.WriteLine($"the card's threshold calls {Percent(strange.Rejected)} of them unknown and leaves {Percent(strange.Accepted)} of {report.Data} known");
        }

        return (int)ExitCode.Done;
    }

    /// <summary>The separation in one line, the card's measure first.</summary>
    public static string Describe(OodReport report)
    {
        List<string> parts = [Part(UnknownMeasure.Title(report.UnknownBy), new Separation(report.Auroc, report.Fpr95))];
        if (report.UnknownBy != UnknownMeasure.MaxSoftmax)
        {
            parts.Add(Part(UnknownMeasure.Title(UnknownMeasure.MaxSoftmax), report.MaxSoftmax));
        }

        if (report.Energy is Separation energy)
        {
            parts.Add(Part(UnknownMeasure.Title(UnknownMeasure.Energy), energy));
        }

        return string.Create(CultureInfo.InvariantCulture, $"against {report.Data}, {report.Samples:N0} pictures: {string.Join("; ", parts)}");
    }

    private static string Part(string name, Separation separation) => string.Create(CultureInfo.InvariantCulture, $"{name} AUROC {separation.Auroc:0.0000}, FPR95 {Percent(separation.Fpr95)}");

    private static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}

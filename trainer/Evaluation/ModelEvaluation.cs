using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Trainer.Evaluation;

/// <summary>Accuracy of a model through ONNX Runtime and the real preprocessing.</summary>
internal static class ModelEvaluation
{
    private const int BatchSize = 50;

    /// <summary>Measures a model on a data set, optionally against strange pictures.</summary>
    /// <exception cref="InputException">The model or data is not usable, or their classes differ.</exception>
    public static EvaluationReport Run(string model, string data, string? ood, CancellationToken cancellation)
    {
        ModelBundle bundle = ModelBundle.Open(ModelName.Resolve(model, cancellation));
        DataSplits splits = DataSource.OpenAsTrained(data, bundle.Embedded);
        IImageSet images = splits.Reported;
        if (TaughtPictures.MayBeLearned(bundle, splits))
        {
            TerminalWriter.Stderr.WriteLine($"note: {bundle.Name} learned from every picture of its folder; accuracy on those pictures is meaningless, and the card has the cross-validated one");
        }

        if (LabelComparison.Difference(bundle.Output.Labels, images.Classes) is string difference)
        {
            throw new InputException($"{images.Name}: {difference}");
        }

        IImageSet? strange = ood is null ? null : DataSource.OpenUnlabelled(ood, bundle.Embedded.Training.Seed); // fails before minutes of work
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
}

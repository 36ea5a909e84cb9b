using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Evaluation;

/// <summary>Accuracy of a model through ONNX Runtime and the real preprocessing.</summary>
internal static class ModelEvaluation
{
    private const int BatchSize = 50;

    /// <summary>Measures a model on a data set, optionally against strange pictures.</summary>
    /// <exception cref="InputException">The model or data is not usable, or they have no class in common.</exception>
    public static EvaluationReport Run(EvaluationRequest request, CancellationToken cancellation)
    {
        ModelBundle bundle = ModelBundle.Open(ModelName.Resolve(request.Model, cancellation));
        bool isTaught = TaughtRecipe.IsTaught(bundle.Embedded.Training); // from all pictures of its folder
        string? trainedOn = isTaught ? null : bundle.Card?.Metrics?.Dataset.Split('/')[0];
        MeasuredSet measured = DataSource.OpenToMeasure(request.Data, bundle.Embedded, request.Part, trainedOn, cancellation);
        IImageSet images = measured.Images;
        foreach (string line in Describe(measured, bundle, request))
        {
            request.Report(line);
        }

        if (LabelComparison.Difference(bundle.Output.Labels, images.Classes) is string difference)
        {
            throw new InputException($"{images.Name}: {difference}");
        }

        IImageSet? strange = request.Ood is null ? null : DataSource.OpenUnlabelled(request.Ood, bundle.Embedded.Training.Seed, cancellation); // fails before minutes of work
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize, Precision = request.Precision });
        LogitTable known = LogitTable.Of(classifier, images, cancellation);
        ClassificationMetrics m = known.Measure(bundle.Output.Labels, bundle.Output.Temperature);
        OodReport? against = strange is null ? null : Compare(bundle.Output, known, LogitTable.Of(classifier, strange, cancellation));
        return new EvaluationReport(bundle.Name, images.Name, m.Samples, m.Top1, m.Top5, m.Loss, m.Ece, m.PerClass, m.Confusion, against)
        {
            Precision = request.Precision == ModelBundle.DefaultPrecision ? null : request.Precision,
            LeftOut = measured.LeftOut.Count == 0 ? null : measured.LeftOut,
        };
    }

    /// <summary>What is measured: classes with counts, whether it is a whole folder, and what is left out.</summary>
    private static IEnumerable<string> Describe(MeasuredSet measured, ModelBundle bundle, EvaluationRequest request)
    {
        foreach (string line in DataText.Lines([(measured.Images.Name, measured.Images)], request.Verbose, measured.Notes, remedy: null))
        {
            yield return line;
        }

        if (measured.IsWhole)
        {
            yield return $"measures all pictures, because {request.Data} has no val or test; pictures that the model learned make it look better";
            if (TaughtRecipe.IsTaught(bundle.Embedded.Training))
            {
                yield return $"note: {bundle.Name} learned from every picture of its folder; accuracy on those pictures is meaningless, and the card has the cross-validated one";
            }
        }
        else if (measured.IsHeldOut)
        {
            yield return $"measures {measured.Images.Name}: {Counted.Of(measured.Images.Count, "picture")} that a training on this folder holds out; --part all measures all";
        }

        int[] absent = [.. Enumerable.Range(0, measured.Images.Classes.Count).Except(Enumerable.Range(0, measured.Images.Count).Select(measured.Images.Label))];
        if (absent.Length > 0)
        {
            yield return $"no pictures of {DataText.Some([.. absent.Select(label => measured.Images.Classes[label])])}: not measured";
        }

        if (measured.LeftOut.Count > 0)
        {
            yield return $"left out: {Counted.Of(measured.LeftOut.Sum(each => each.Pictures), "picture")} of classes that the model lacks ({DataText.Some([.. measured.LeftOut.Select(each => $"{each.Label} {each.Pictures}")])})";
        }
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

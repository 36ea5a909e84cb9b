using System.Globalization;
using System.Text.Json.Serialization;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>Accuracy of an old and a new model on the same pictures, which the new one was not trained on.</summary>
/// <param name="Dataset">Which pictures.</param>
/// <param name="Samples">How many.</param>
/// <param name="OldTop1">Top-1 of the old model on all pictures, 0 to 1. It does not know the new classes.</param>
/// <param name="NewTop1">The same of the new model.</param>
/// <param name="OldClassSamples">Number of pictures of the old model's classes.</param>
/// <param name="OldTop1OldClasses">Top-1 of the old model on these; null where there are none.</param>
/// <param name="NewTop1OldClasses">The same of the new model, which has more classes to choose from.</param>
/// <param name="Classes">In the order of the labels, the old model's first.</param>
internal sealed record ModelComparison(
    string Dataset,
    int Samples,
    double OldTop1,
    double NewTop1,
    int OldClassSamples,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? OldTop1OldClasses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? NewTop1OldClasses,
    IReadOnlyList<ClassComparison> Classes)
{
    private const int BatchSize = 50;
    private const double Rounding = 1e-9;

    /// <summary>Runs both models as they are deployed.</summary>
    /// <param name="older">The old model.</param>
    /// <param name="newer">The new model, whose labels begin with the old one's.</param>
    /// <param name="images">Pictures that the new model was not trained on.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static ModelComparison Run(ModelBundle older, ModelBundle newer, IImageSet images, CancellationToken cancellation)
    {
        return Of(Answers(older), Answers(newer), newer.Output.Labels, older.Output.Labels.Count);

        LogitTable Answers(ModelBundle bundle)
        {
            using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
            return LogitTable.Of(classifier, images, cancellation);
        }
    }

    /// <summary>Compares answers to the same pictures.</summary>
    /// <param name="older">Logits <c>[N, oldClasses]</c>.</param>
    /// <param name="newer">Logits <c>[N, K]</c>.</param>
    /// <param name="labels">The new model's, <c>[K]</c>.</param>
    /// <param name="oldClasses">Number of classes of the old model, which come first.</param>
    public static ModelComparison Of(LogitTable older, LogitTable newer, IReadOnlyList<string> labels, int oldClasses)
    {
        ClassificationMetrics before = Measure(older, labels);
        ClassificationMetrics after = Measure(newer, labels);
        int oldPictures = before.PerClass.Take(oldClasses).Sum(c => c.Support);
        return new ModelComparison(
            newer.Name,
            after.Samples,
            before.Top1,
            after.Top1,
            oldPictures,
            OfOldClasses(before),
            OfOldClasses(after),
            [.. labels.Select((_, k) => Compare(k < oldClasses ? before.PerClass[k] : null, after.PerClass[k]))]);

        double? OfOldClasses(ClassificationMetrics metrics) =>
            oldPictures == 0 ? null : (double)Enumerable.Range(0, oldClasses).Sum(k => metrics.Confusion[k][k]) / oldPictures;
    }

    /// <summary>
    /// Promotes the new model if no old class lost more than <paramref name="maxRecallDrop"/> points of recall and top-1 on all pictures
    /// is not worse. A class without pictures prevents it.
    /// </summary>
    /// <param name="maxRecallDrop">Points, 0 to 100.</param>
    /// <param name="oldClasses">How many classes the old model has.</param>
    public Promotion Judge(double maxRecallDrop, int oldClasses)
    {
        List<string> objections = [];
        string[] absent = [.. Classes.Take(oldClasses).Where(row => row.RecallChange is null).Select(row => $"'{row.Label}'")];
        if (absent.Length > 0)
        {
            objections.Add($"there is no picture for the comparison of {string.Join(", ", absent)}");
        }

        foreach (ClassComparison row in Classes.Take(oldClasses))
        {
            if (row.RecallChange is double change && -change > maxRecallDrop + Rounding)
            {
                objections.Add(Text($"recall of '{row.Label}' fell by {-change:0.0} points ({Percent.Of(row.OldRecall)} → {Percent.Of(row.NewRecall)}, {row.Support} pictures; limit {maxRecallDrop})"));
            }
        }

        if (NewTop1 < OldTop1 - Rounding)
        {
            objections.Add($"top-1 fell from {Percent.Of(OldTop1)} to {Percent.Of(NewTop1)}");
        }

        return objections.Count > 0
            ? new Promotion(false, string.Join("; ", objections))
            : new Promotion(true, Text($"no class of the old model lost more than {maxRecallDrop} points of recall, and top-1 went from {Percent.Of(OldTop1)} to {Percent.Of(NewTop1)}"));
    }

    private static ClassComparison Compare(ClassMetrics? before, ClassMetrics after)
    {
        double? oldRecall = after.Support > 0 ? before?.Recall : null;
        double? newRecall = after.Support > 0 ? after.Recall : null;
        return new ClassComparison(after.Label, after.Support, oldRecall, newRecall, 100 * (newRecall - oldRecall), before?.Precision, after.Precision);
    }

    /// <summary>Counts answers; a model never answers with a class that it lacks.</summary>
    private static ClassificationMetrics Measure(LogitTable answers, IReadOnlyList<string> labels)
    {
        MetricsAccumulator metrics = new(labels);
        float[] row = new float[labels.Count];
        for (int i = 0; i < answers.Count; i++)
        {
            row.AsSpan().Fill(float.NegativeInfinity);
            answers[i].CopyTo(row);
            metrics.Add(row, answers.Truth(i));
        }

        return metrics.Summarize();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

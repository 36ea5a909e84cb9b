using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Tests.Charts;

/// <summary>Metrics with a confusion matrix.</summary>
internal static class Confusions
{
    /// <summary>One picture of each class, all taken for the first.</summary>
    public static ClassificationMetrics Of(IReadOnlyList<string> classes)
    {
        MetricsAccumulator metrics = new(classes);
        for (int i = 0; i < classes.Count; i++)
        {
            float[] logits = new float[classes.Count];
            logits[0] = 1;
            metrics.Add(logits, i);
        }

        return metrics.Summarize();
    }
}

namespace EdgeResNet.Trainer.Checks;

/// <summary>A picture that is confidently counted to another class than its label.</summary>
/// <param name="Item">Which of the items.</param>
/// <param name="Class">The other class.</param>
internal readonly record struct LabelIssue(int Item, int Class);

/// <summary>
/// Finds wrong labels by confident learning (Northcutt, Jiang and Chuang, 2021, "Confident Learning: Estimating Uncertainty in
/// Dataset Labels"). A class's threshold is the mean probability of that class among the items labelled with it; an item is
/// counted to the most probable of the classes whose thresholds it reaches. Those that are counted to another class than their
/// own, the off-diagonal of the confident joint, are the issues.
/// </summary>
internal static class ConfidentLearning
{
    /// <summary>The issues, from the largest margin between the other class's probability and the label's on.</summary>
    /// <param name="probabilities"><c>[N, K]</c>, each row by a model that was not trained on the item.</param>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="classes">K.</param>
    public static IReadOnlyList<LabelIssue> Find(float[] probabilities, int[] labels, int classes)
    {
        double[] thresholds = Thresholds(probabilities, labels, classes);
        List<LabelIssue> issues = [];
        for (int i = 0; i < labels.Length; i++)
        {
            int counted = -1;
            for (int k = 0; k < classes; k++)
            {
                float probability = probabilities[(i * classes) + k];
                counted = probability >= thresholds[k] && (counted < 0 || probability > probabilities[(i * classes) + counted]) ? k : counted;
            }

            if (counted >= 0 && counted != labels[i])
            {
                issues.Add(new LabelIssue(i, counted));
            }
        }

        return [.. issues.OrderByDescending(issue => probabilities[(issue.Item * classes) + issue.Class] - probabilities[(issue.Item * classes) + labels[issue.Item]]).ThenBy(issue => issue.Item)];
    }

    // A class without items has a threshold that nothing reaches.
    private static double[] Thresholds(float[] probabilities, int[] labels, int classes)
    {
        double[] sums = new double[classes];
        int[] counts = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            sums[labels[i]] += probabilities[(i * classes) + labels[i]];
            counts[labels[i]]++;
        }

        return [.. sums.Zip(counts, (sum, count) => count > 0 ? sum / count : double.PositiveInfinity)];
    }
}

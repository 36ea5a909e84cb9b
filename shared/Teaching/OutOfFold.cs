using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Logits of pictures from heads that did not learn from them.</summary>
/// <param name="Pictures">Places of the judged pictures in the table.</param>
/// <param name="Logits">Their logits, <c>[M, K]</c>.</param>
/// <param name="Heads">The heads, by the fold that they did not learn from.</param>
/// <param name="Strength">C of all heads: the one with the lowest cross-entropy after a temperature fit.</param>
internal sealed record OutOfFold(int[] Pictures, float[] Logits, IReadOnlyDictionary<int, SoftmaxHead> Heads, double Strength)
{
    private const long LargestSearch = 100_000_000; // pictures · features · classes; above it, only one strength is tried
    private static readonly double[] strengths = [1, 3, 10, 30, 100];

    /// <summary>The default strength, if there are no pictures to choose it. Accuracy hardly depends on it.</summary>
    public const double UsualStrength = 10;

    /// <summary>Cross-validates a head on one backbone.</summary>
    /// <param name="pictures">All pictures.</param>
    /// <param name="fold">Fold of each picture (<see cref="Folds.Assign"/>).</param>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="stop">Checked often.</param>
    public static OutOfFold Run(FeatureTable pictures, int[] fold, string name, CancellationToken stop) => Run(FoldFeatures.OfOne(pictures, fold), name, stop);

    /// <summary>Cross-validates the head.</summary>
    /// <param name="features">The pictures, with the features of each fold.</param>
    /// <param name="name">Name of the pictures.</param>
    /// <param name="stop">Checked often.</param>
    public static OutOfFold Run(FoldFeatures features, string name, CancellationToken stop)
    {
        (int[] judged, int classes) = (features.Judged, features.Classes);
        if (judged.Length == 0)
        {
            return new OutOfFold(judged, [], new Dictionary<int, SoftmaxHead>(), UsualStrength);
        }

        (FeatureTable held, int[] rows) = features.JudgedRows();
        double[] tried = (long)held.Count * held.Width * classes > LargestSearch ? [UsualStrength] : strengths;
        float[][] answers = [.. tried.Select(_ => new float[judged.Length * classes])];
        Dictionary<int, SoftmaxHead>[] heads = [.. tried.Select(_ => new Dictionary<int, SoftmaxHead>())];
        foreach (int left in features.Numbers)
        {
            HeadFit regression = new(features.Learned(left));
            for (int s = 0; s < tried.Length; s++)
            {
                SoftmaxHead head = heads[s][left] = regression.Fit(tried[s], stop);
                for (int i = 0; i < judged.Length; i++)
                {
                    if (features.Of(judged[i]) == left)
                    {
                        head.Logits(held[rows[i]], answers[s].AsSpan(i * classes, classes));
                    }
                }
            }
        }

        int[] truths = [.. rows.Select(row => held.Labels[row])];
        int best = Enumerable.Range(0, tried.Length).MinBy(s => Calibration.Fit(new LogitTable(name, answers[s], truths)).Evidence.Loss);
        return new OutOfFold(judged, answers[best], heads[best], tried[best]);
    }

    /// <summary>The logits with the true classes.</summary>
    public LogitTable Table(FeatureTable pictures, string name) => new(name, Logits, [.. Pictures.Select(index => pictures.Labels[index])]);
}

using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Answers to pictures by heads that did not learn from them.</summary>
/// <param name="Pictures">Which pictures were judged: their places in the table.</param>
/// <param name="Logits">Of these, <c>[M, K]</c>.</param>
/// <param name="Heads">By the fold that they did not learn from.</param>
/// <param name="Strength">C of all heads: the one whose answers have the least cross-entropy once a temperature is fitted.</param>
internal sealed record OutOfFold(int[] Pictures, float[] Logits, IReadOnlyDictionary<int, SoftmaxHead> Heads, double Strength)
{
    private const long LargestSearch = 100_000_000; // pictures · features · classes: with more, one strength is tried
    private static readonly double[] strengths = [1, 3, 10, 30, 100];

    /// <summary>The strength that is taken where there are no pictures to choose it with: accuracy hardly depends on it.</summary>
    public const double UsualStrength = 10;

    /// <summary>Cross-validates a head on one backbone.</summary>
    /// <param name="pictures">All of them.</param>
    /// <param name="fold">Of each, as <see cref="Folds.Assign"/> gives it.</param>
    /// <param name="name">What the pictures are called.</param>
    /// <param name="stop">Obeyed soon.</param>
    public static OutOfFold Run(FeatureTable pictures, int[] fold, string name, CancellationToken stop) => Run(FoldFeatures.OfOne(pictures, fold), name, stop);

    /// <summary>Cross-validates the head.</summary>
    /// <param name="features">The pictures, with the features of each fold.</param>
    /// <param name="name">What the pictures are called.</param>
    /// <param name="stop">Obeyed soon.</param>
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

    /// <summary>The answers with their truths.</summary>
    public LogitTable Table(FeatureTable pictures, string name) => new(name, Logits, [.. Pictures.Select(index => pictures.Labels[index])]);
}

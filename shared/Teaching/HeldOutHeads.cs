using System.Numerics.Tensors;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Heads that judge pictures without having learned from them or their copies.</summary>
internal sealed class HeldOutHeads
{
    private readonly FeatureTable pictures;
    private readonly IReadOnlyList<int> groups;
    private readonly int folds;
    private readonly int[] learned;
    private readonly int[] labels; // label of the group's first picture, so copies with other labels stay together

    /// <summary>Chooses the judged pictures.</summary>
    /// <param name="pictures">All pictures.</param>
    /// <param name="groups">Copies of a picture have the same number.</param>
    /// <param name="mayLearn">Pictures that may be learned from.</param>
    /// <param name="folds">2 or more. A class with fewer different pictures to learn from is not judged.</param>
    public HeldOutHeads(FeatureTable pictures, IReadOnlyList<int> groups, IReadOnlyList<bool> mayLearn, int folds)
    {
        (this.pictures, this.groups, this.folds) = (pictures, groups, folds);
        learned = [.. Enumerable.Range(0, pictures.Count).Where(index => mayLearn[index])];
        Dictionary<int, int> labelOfGroup = [];
        foreach (int index in learned)
        {
            labelOfGroup.TryAdd(groups[index], pictures.Labels[index]);
        }

        labels = [.. learned.Select(index => labelOfGroup[groups[index]])];
        JudgedClasses = [.. labelOfGroup.Values.CountBy(label => label).Where(entry => entry.Value >= folds).Select(entry => entry.Key).Order()];
        HashSet<int> judgedClasses = [.. JudgedClasses];
        Judged = [.. Enumerable.Range(0, pictures.Count).Where(index => judgedClasses.Contains(pictures.Labels[index]) && judgedClasses.Contains(labelOfGroup.GetValueOrDefault(groups[index], pictures.Labels[index])))];
    }

    /// <summary>Classes with enough pictures.</summary>
    public int[] JudgedClasses { get; }

    /// <summary>Places of their pictures in the table.</summary>
    public int[] Judged { get; }

    /// <summary>Fits a head for each fold and adds its logits for the pictures of the fold.</summary>
    /// <param name="logits">Logits of <see cref="Judged"/>, <c>[M, K]</c>.</param>
    /// <param name="weight">Weight of these logits.</param>
    /// <param name="seed">Divides the pictures.</param>
    /// <param name="headDone">Called after each head.</param>
    /// <param name="stop">Checked often.</param>
    public void AddLogits(float[] logits, float weight, long seed, Action headDone, CancellationToken stop)
    {
        int[] fold = Divide(seed);
        float[] row = new float[pictures.Classes];
        for (int held = 0; held < folds; held++)
        {
            SoftmaxHead head = new SoftmaxRegression(pictures.Subset([.. learned.Where(index => fold[index] != held)])).Fit(OutOfFold.UsualStrength, stop);
            for (int i = 0; i < Judged.Length; i++)
            {
                if (fold[Judged[i]] == held)
                {
                    Span<float> sum = logits.AsSpan(i * row.Length, row.Length);
                    head.Logits(pictures[Judged[i]], row);
                    TensorPrimitives.MultiplyAdd(row, weight, sum, sum);
                }
            }

            headDone();
        }
    }

    /// <summary>The fold of each picture. A picture that is only judged goes to a head that did not learn from its copies, if it has any.</summary>
    private int[] Divide(long seed)
    {
        int[] assigned = Folds.Assign(labels, [.. learned.Select(index => groups[index])], folds, seed);
        Dictionary<int, int> foldOfGroup = [];
        for (int i = 0; i < learned.Length; i++)
        {
            foldOfGroup[groups[learned[i]]] = assigned[i];
        }

        return [.. Enumerable.Range(0, pictures.Count).Select(index => foldOfGroup.TryGetValue(groups[index], out int fold) ? fold : index % folds)];
    }
}

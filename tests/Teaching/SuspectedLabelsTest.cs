using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public sealed class SuspectedLabelsTest
{
    private const int OfClass = 20;
    private const int Width = 300; // many more than pictures, so that a head learns a wrong label by heart
    private const int Wrong = 3;
    private const int Copy = 2 * OfClass; // of Wrong, the last picture

    [Fact]
    public void A_wrong_label_is_found_even_if_a_copy_has_it()
    {
        int[] groups = [.. Enumerable.Range(0, Copy), Wrong];
        bool[] learned = [.. Enumerable.Repeat(true, Copy + 1)];
        SuspectedLabels apart = Find(groups, learned);
        Assert.Equal([Wrong, Copy], apart.Suspects.Take(2).Select(suspect => suspect.Picture).Order());
        Assert.Equal([1, 1], apart.Suspects.Take(2).Select(suspect => suspect.Suggested));
        Assert.DoesNotContain(Find([.. Enumerable.Range(0, Copy + 1)], learned).Suspects, suspect => suspect.Picture is Wrong or Copy); // each confirms the other
    }

    [Fact]
    public void Judged_pictures_are_not_learned()
    {
        int[] groups = [.. Enumerable.Range(0, Copy + 1)]; // not known as copies
        bool[] learned = [.. Enumerable.Range(0, Copy + 1).Select(index => index is not (Wrong or Copy))];
        SuspectedLabels found = Find(groups, learned);
        Assert.Equal([Wrong, Copy], found.Suspects.Take(2).Select(suspect => suspect.Picture).Order());
        Assert.Equal(Copy + 1, found.Judged);
    }

    [Fact]
    public void Copies_with_two_labels_stay_together()
    {
        FeatureTable pictures = Table();
        int[] groups = [.. Enumerable.Range(0, Copy), OfClass]; // a picture of the other class
        HeldOutHeads heads = new(pictures, groups, [.. Enumerable.Repeat(true, Copy + 1)], folds: 5);
        float[] logits = new float[heads.Judged.Length * 2];
        heads.AddLogits(logits, 1, seed: 1, () => { }, TestContext.Current.CancellationToken);
        float[] alone = new float[heads.Judged.Length * 2];
        new HeldOutHeads(pictures, groups, [.. Enumerable.Range(0, Copy + 1).Select(index => index != Copy)], folds: 5).AddLogits(alone, 1, seed: 1, () => { }, TestContext.Current.CancellationToken);
        Assert.Equal(alone[(2 * OfClass)..((2 * OfClass) + 2)], logits[(2 * OfClass)..((2 * OfClass) + 2)]); // its head saw no copy
    }

    [Fact]
    public void Too_few_pictures_cannot_be_judged() =>
        Assert.Null(SuspectedLabels.Find(Table(), [.. Enumerable.Range(0, Copy + 1)], [.. Enumerable.Repeat(true, Copy + 1)], OfClass + 2, seed: 1, () => { }, TestContext.Current.CancellationToken));

    private static SuspectedLabels Find(int[] groups, bool[] learned) =>
        SuspectedLabels.Find(Table(), groups, learned, folds: 5, seed: 1, () => { }, TestContext.Current.CancellationToken)!;

    /// <summary>Two noisy classes; a duplicated picture of the second has the first one's label.</summary>
    private static FeatureTable Table()
    {
        Random random = new(1);
        float[] values = new float[(Copy + 1) * Width];
        int[] labels = new int[Copy + 1];
        for (int i = 0; i < Copy; i++)
        {
            labels[i] = i / OfClass;
            bool second = labels[i] == 1 || i == Wrong;
            for (int f = 0; f < Width; f++)
            {
                values[(i * Width) + f] = (float)((random.NextDouble() - 0.5) + (f < 30 ? second ? 0.5 : -0.5 : 0));
            }
        }

        values.AsSpan(Wrong * Width, Width).CopyTo(values.AsSpan(Copy * Width));
        return new FeatureTable(values, labels, 2);
    }
}

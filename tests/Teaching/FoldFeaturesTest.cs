using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public sealed class FoldFeaturesTest
{
    private static readonly int[] fold = [0, 1, Folds.NeverJudged, 0, 1];
    private static readonly int[] labels = [0, 1, 0, 1, 0];

    [Fact]
    public void Each_fold_uses_its_own_networks_features()
    {
        FeatureTable[] tables = [Table(100), Table(200)];
        FoldFeatures features = FoldFeatures.OfEach(new Dictionary<int, FeatureTable> { [0] = tables[0], [1] = tables[1] }, fold, tables[0]);
        Assert.Equal([0, 1, 3, 4], features.Judged);
        Assert.Equal([0, 1], features.Numbers);
        (FeatureTable judged, int[] rows) = features.JudgedRows();
        Assert.Equal([100f, 201, 103, 204], rows.Select(row => judged[row][0]));
        Assert.Equal([101f, 102, 104], features.Learned(0).Values.ToArray());
        Assert.Equal([200f, 202, 203], features.Learned(1).Values.ToArray());
        Assert.Equal([0, 0, 1], features.Learned(1).Labels);
    }

    [Fact]
    public void A_single_networks_features_are_not_copied()
    {
        FeatureTable table = Table(100);
        (FeatureTable judged, int[] rows) = FoldFeatures.OfOne(table, fold).JudgedRows();
        Assert.Same(table, judged);
        Assert.Equal([0, 1, 3, 4], rows);
    }

    [Fact]
    public void Answers_come_from_a_network_that_did_not_learn_the_picture()
    {
        // The feature gives the class, except for judged pictures: there it is the answer of a network that did not learn them.
        float[] honest = [5, 5, 5, 5];
        FeatureTable Seen(int left) => new([.. Enumerable.Range(0, 4).Select(i => i % 2 == left ? honest[i] : i < 2 ? -1 : 1)], [0, 0, 1, 1], 2);
        FoldFeatures features = FoldFeatures.OfEach(new Dictionary<int, FeatureTable> { [0] = Seen(0), [1] = Seen(1) }, [0, 1, 0, 1], Seen(0));
        OutOfFold answers = OutOfFold.Run(features, "pictures", TestContext.Current.CancellationToken);
        Assert.Equal(0.5, new EdgeResNet.Shared.Evaluation.LogitTable("pictures", answers.Logits, [0, 0, 1, 1]).Top1()); // all look like the second class
    }

    private static FeatureTable Table(float first) => new([.. Enumerable.Range(0, 5).Select(i => first + i)], labels, 2);
}

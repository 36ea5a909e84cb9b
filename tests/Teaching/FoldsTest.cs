using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public class FoldsTest
{
    [Fact]
    public void Folds_deal_classes_evenly_and_keep_copies_together()
    {
        int[] labels = [.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, 10), 2];
        int[] groups = [.. Enumerable.Range(0, labels.Length)];
        groups[3] = groups[4] = groups[5] = 3;
        int[] fold = Folds.Assign(labels, groups, 5, seed: 1);
        Assert.Equal(fold[3], fold[4]);
        Assert.Equal(fold[3], fold[5]);
        Assert.Equal(Folds.NeverJudged, fold[30]);
        for (int k = 0; k < 5; k++)
        {
            Assert.Equal(2, Enumerable.Range(20, 10).Count(i => fold[i] == k));
            Assert.InRange(Enumerable.Range(0, 20).Count(i => fold[i] == k), 3, 6);
        }

        Assert.Equal(fold, Folds.Assign(labels, groups, 5, seed: 1));
        Assert.NotEqual(fold, Folds.Assign(labels, groups, 5, seed: 2));
    }

    [Fact]
    public void Pictures_are_judged_by_heads_that_did_not_learn_them()
    {
        // All labels are random, so that only a head that learned a picture can know its label.
        Random random = new(3);
        float[] values = [.. Enumerable.Range(0, 60 * 100).Select(_ => random.NextSingle())];
        FeatureTable noise = new(values, [.. Enumerable.Range(0, 60).Select(_ => random.Next(2))], 2);
        OutOfFold answers = OutOfFold.Run(noise, Folds.Assign(noise.Labels, [.. Enumerable.Range(0, 60)], 5, 1), "noise", CancellationToken.None);
        Assert.InRange(answers.Table(noise, "noise").Top1(), 0.25, 0.75);
        SoftmaxHead seen = new SoftmaxRegression(noise).Fit(100, TestContext.Current.CancellationToken);
        Assert.Equal(1, new EdgeResNet.Shared.Evaluation.LogitTable("noise", seen.Logits(noise), [.. noise.Labels]).Top1());
    }
}

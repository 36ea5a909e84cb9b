using EdgeResNet.Trainer.Checks;

namespace EdgeResNet.Tests.Checks;

public sealed class ConfidentLearningTest
{
    [Fact]
    public void An_item_is_counted_to_the_most_probable_class_whose_threshold_it_reaches()
    {
        float[] probabilities =
        [
            0.9f, 0.1f, 0, // thresholds: (0.9 + 0.7 + 0.2) / 3 = 0.6, (0.8 + 0.4) / 2 = 0.6, 0.5
            0.7f, 0.3f, 0,
            0.2f, 0.7f, 0.1f, // of class 0; reaches that of class 1
            0.1f, 0.8f, 0.1f,
            0.55f, 0.4f, 0.05f, // of class 1; class 0 is the likelier, but below its threshold
            0.05f, 0.45f, 0.5f,
        ];
        Assert.Equal([new LabelIssue(2, 1)], ConfidentLearning.Find(probabilities, [0, 0, 0, 1, 1, 2], classes: 3));
    }

    [Fact]
    public void The_surest_issues_come_first_and_a_class_without_items_attracts_none()
    {
        float[] probabilities =
        [
            0.5f, 0.3f, 0.2f,
            0.35f, 0.6f, 0.05f, // margin 0.25
            0.1f, 0.5f, 0.4f,
            0.9f, 0.1f, 0, // margin 0.8
            0.05f, 0.05f, 0.9f, // of class 2, which no item has
        ];
        Assert.Equal([new LabelIssue(3, 0), new LabelIssue(1, 1)], ConfidentLearning.Find(probabilities, [0, 0, 1, 1, 0], classes: 3));
    }

    [Fact]
    public void Folds_divide_every_class_evenly_and_keep_copies_together()
    {
        int[] labels = [.. Enumerable.Range(0, 120).Select(i => i % 4 == 0 ? 1 : 0)];
        int[] groups = [.. Enumerable.Range(0, 120).Select(i => i is 8 or 24 ? 4 : i)]; // three copies
        int[] folds = Folds.Assign(labels, groups, folds: 5, seed: 1);
        Assert.Equal(folds[4], folds[8]);
        Assert.Equal(folds[4], folds[24]);
        Assert.All(Enumerable.Range(0, 5), fold => Assert.Equal(18, Enumerable.Range(0, 120).Count(i => labels[i] == 0 && folds[i] == fold)));
        Assert.All(Enumerable.Range(0, 5), fold => Assert.InRange(Enumerable.Range(0, 120).Count(i => labels[i] == 1 && folds[i] == fold), 5, 8));
        Assert.Equal(folds, Folds.Assign(labels, groups, folds: 5, seed: 1));
        Assert.NotEqual(folds, Folds.Assign(labels, groups, folds: 5, seed: 2));
    }
}

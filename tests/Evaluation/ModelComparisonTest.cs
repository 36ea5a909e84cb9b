using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Tests.Evaluation;

public class ModelComparisonTest
{
    private const int OldClasses = 2;
    private static readonly string[] labels = ["a", "b", "new"];

    // Ten pictures of a, ten of b, five of the new class.
    private static readonly int[] truths = [.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(2, 5)];

    [Fact]
    public void A_better_model_is_promoted_after_comparing_each_class()
    {
        ModelComparison comparison = ModelComparison.Of(Answers(OldClasses, 9, 8, 0), Answers(3, 9, 9, 5), labels, OldClasses);
        Assert.Equal((25, 17 / 25.0, 23 / 25.0), (comparison.Samples, comparison.OldTop1, comparison.NewTop1));
        Assert.Equal((20, 17 / 20.0, 18 / 20.0), (comparison.OldClassSamples, comparison.OldTop1OldClasses, comparison.NewTop1OldClasses));
        ClassComparison b = comparison.Classes[1];
        Assert.Equal(("b", 10, 0.8, 0.9), (b.Label, b.Support, b.OldRecall, b.NewRecall));
        Assert.Equal(10, b.RecallChange!.Value, 9);
        Assert.Equal(8 / 9.0, b.OldPrecision!.Value, 9); // one a was called b; the new class's pictures were called a
        Assert.Equal(9 / 16.0, comparison.Classes[0].OldPrecision!.Value, 9); // 9 a, 2 b, 5 new
        ClassComparison added = comparison.Classes[2];
        Assert.Equal((5, null, 1.0, null, null), (added.Support, added.OldRecall, added.NewRecall, added.RecallChange, added.OldPrecision));

        Promotion promotion = comparison.Judge(maxRecallDrop: 2, OldClasses);
        Assert.True(promotion.Yes, promotion.Reason);
        Assert.Contains("68.00 % to 92.00 %", promotion.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_lost_too_much_stops_promotion_by_name()
    {
        ModelComparison comparison = ModelComparison.Of(Answers(OldClasses, 9, 10, 0), Answers(3, 10, 8, 5), labels, OldClasses);
        Promotion strict = comparison.Judge(maxRecallDrop: 19.9, OldClasses);
        Assert.False(strict.Yes);
        Assert.Contains("'b' fell by 20.0 points (100.00 % → 80.00 %, 10 pictures; limit 19.9)", strict.Reason, StringComparison.Ordinal);
        Assert.True(comparison.Judge(maxRecallDrop: 20, OldClasses).Yes);
    }

    [Fact]
    public void Lower_overall_accuracy_stops_promotion_even_with_each_class_within_limits()
    {
        ModelComparison comparison = ModelComparison.Of(Answers(OldClasses, 10, 10, 0), Answers(3, 9, 9, 0), labels, OldClasses);
        Promotion promotion = comparison.Judge(maxRecallDrop: 50, OldClasses);
        Assert.False(promotion.Yes);
        Assert.Equal("top-1 fell from 80.00 % to 72.00 %", promotion.Reason);
    }

    [Fact]
    public void A_class_without_pictures_stops_promotion()
    {
        int[] onlyA = [0, 0, 2];
        LogitTable older = new("d/holdout", [1, 0, 1, 0, 1, 0], onlyA);
        LogitTable newer = new("d/holdout", [1, 0, 0, 1, 0, 0, 0, 0, 1], onlyA);
        ModelComparison comparison = ModelComparison.Of(older, newer, labels, OldClasses);
        Assert.Null(comparison.Classes[1].RecallChange);
        Promotion promotion = comparison.Judge(maxRecallDrop: 100, OldClasses);
        Assert.Equal((false, "there is no picture for the comparison of 'b'"), (promotion.Yes, promotion.Reason));

        ModelComparison none = ModelComparison.Of(new("d/holdout", [1, 0], [2]), new("d/holdout", [0, 0, 1], [2]), labels, OldClasses);
        Assert.Equal("there is no picture for the comparison of 'a', 'b'", none.Judge(maxRecallDrop: 100, OldClasses).Reason);
    }

    /// <summary>Answers with the given number of hits per class. All other answers name the other old class.</summary>
    private static LogitTable Answers(int classes, params int[] right)
    {
        int[] seen = new int[labels.Length];
        float[] logits = new float[truths.Length * classes];
        for (int i = 0; i < truths.Length; i++)
        {
            int truth = truths[i];
            int answer = seen[truth]++ < right[truth] ? truth : truth == 0 ? 1 : 0;
            logits[(i * classes) + answer] = 3;
        }

        return new LogitTable("d/holdout", logits, truths);
    }
}

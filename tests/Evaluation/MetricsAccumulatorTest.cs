using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Tests.Evaluation;

public class MetricsAccumulatorTest
{
    private const double Precise = 1e-12;

    [Fact]
    public void Accuracy_and_confusion_count_every_picture_once()
    {
        MetricsAccumulator metrics = new(["a", "b", "c"]);
        metrics.Add([2, 1, 0], 0);
        metrics.Add([2, 1, 0], 1);
        metrics.Add([0, 3, 1], 1);
        metrics.Add([0, 1, 3], 1);
        ClassificationMetrics result = metrics.Summarize();
        Assert.Equal(4, result.Samples);
        Assert.Equal(0.5, result.Top1, Precise);
        Assert.Equal(1.0, result.Top5, Precise);
        Assert.Equal([[1, 0, 0], [1, 1, 1], [0, 0, 0]], result.Confusion);
        Assert.Equal(new ClassMetrics("a", 0.5, 1, 2.0 / 3, 1), result.PerClass[0]);
        Assert.Equal(1.0, result.PerClass[1].Precision!.Value, Precise);
        Assert.Equal(1.0 / 3, result.PerClass[1].Recall!.Value, Precise);
        Assert.Equal(new ClassMetrics("c", 0, null, null, 0), result.PerClass[2]);
    }

    [Fact]
    public void A_class_without_pictures_has_no_recall_and_JSON_says_null()
    {
        MetricsAccumulator metrics = new(["a", "b", "c"]);
        metrics.Add([2, 1, 0], 0);
        metrics.Add([1, 2, 0], 0);
        ClassificationMetrics result = metrics.Summarize();
        Assert.Equal(new ClassMetrics("b", 0, null, null, 0), result.PerClass[1]); // an answer, and wrong
        Assert.Equal("""{"label":"c","precision":null,"recall":null,"f1":null,"support":0}""", System.Text.Json.JsonSerializer.Serialize(result.PerClass[2], EdgeResNet.Shared.Contract.StrictJson.Line));
    }

    [Fact]
    public void Top5_counts_five_classes_and_ties_go_to_the_lower_class()
    {
        string[] labels = [.. Enumerable.Range(0, 7).Select(k => $"{k}")];
        MetricsAccumulator metrics = new(labels);
        float[] logits = [6, 5, 4, 3, 2, 1, 0];
        metrics.Add(logits, 4);
        metrics.Add(logits, 5);
        metrics.Add(new float[7], 4);
        metrics.Add(new float[7], 5);
        ClassificationMetrics result = metrics.Summarize();
        Assert.Equal(0.5, result.Top5, Precise);
        Assert.Equal(2, result.Confusion[4][0]);
    }

    [Fact]
    public void Loss_is_the_mean_cross_entropy_at_the_cards_temperature()
    {
        MetricsAccumulator metrics = new(["a", "b"], temperature: 2);
        metrics.Add([2, 0], 0);
        metrics.Add([2, 0], 1);
        double p = Math.Exp(1) / (Math.Exp(1) + 1);
        Assert.Equal(-(Math.Log(p) + Math.Log(1 - p)) / 2, metrics.Summarize().Loss, Precise);
    }

    [Fact]
    public void Reliability_bins_hold_each_picture_once_and_give_the_calibration_error()
    {
        Random random = new(4);
        MetricsAccumulator metrics = new(["a", "b", "c"]);
        for (int i = 0; i < 500; i++)
        {
            metrics.Add([(float)(4 * random.NextDouble()), (float)(4 * random.NextDouble()), (float)(4 * random.NextDouble())], random.Next(3));
        }

        ClassificationMetrics result = metrics.Summarize();
        Assert.Equal(MetricsAccumulator.CalibrationBins, result.Bins.Count);
        Assert.Equal(500, result.Bins.Sum(bin => bin.Samples));
        Assert.Equal(result.Top1, result.Bins.Sum(bin => bin.Correct) / 500.0, Precise);
        Assert.Equal(result.Ece, result.Bins.Sum(bin => bin.Samples * Math.Abs(bin.Gap)) / 500, Precise);
        Assert.All(result.Bins.Select((bin, i) => (bin, i)).Where(each => each.bin.Samples > 0), each => Assert.InRange(each.bin.MeanScore * 15, each.i, each.i + 1));
        Assert.Equal(new CalibrationBin(0, 0, 0), result.Bins[0]); // the highest of three scores is a third at least
    }

    [Fact]
    public void Loss_stays_finite_for_huge_logits()
    {
        MetricsAccumulator metrics = new(["a", "b"]);
        metrics.Add([10_000, -10_000], 1);
        Assert.Equal(20_000, metrics.Summarize().Loss, Precise);
    }

    [Fact]
    public void Calibration_error_is_zero_for_honest_scores_and_large_for_overconfident_ones()
    {
        float log3 = MathF.Log(3); // score 3/4 with two classes
        MetricsAccumulator honest = new(["a", "b"]);
        MetricsAccumulator boastful = new(["a", "b"]);
        for (int i = 0; i < 4; i++)
        {
            honest.Add([log3, 0], i < 3 ? 0 : 1);
            boastful.Add([log3, 0], 1);
        }

        Assert.Equal(0, honest.Summarize().Ece, 1e-6);
        Assert.Equal(0.75, boastful.Summarize().Ece, 1e-6);
    }

    [Fact]
    public void Wrong_logit_counts_and_labels_out_of_range_are_refused()
    {
        MetricsAccumulator metrics = new(["a", "b"]);
        Assert.Throws<ArgumentException>(() => metrics.Add([1, 2, 3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add([1, 2], 2));
        Assert.Throws<InvalidOperationException>(() => metrics.Summarize());
    }
}

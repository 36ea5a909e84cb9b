using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public sealed class AnswerFitTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_fit_from_the_last_head_ends_where_a_fresh_one_does()
    {
        FeatureTable all = Pictures(240, classes: 4);
        FeatureTable before = all.Subset([.. Enumerable.Range(0, all.Count).Where(index => all.Labels[index] < 3 && index < 200)]);
        before = new FeatureTable(before.Values.ToArray(), [.. before.Labels], 3);
        AnswerFit fit = new();
        fit.Run(before, ["a", "b", "c"], new AnswerSettings(), Stop);
        SoftmaxHead warm = fit.Run(all, ["a", "b", "c", "d"], new AnswerSettings(), Stop).Head;
        SoftmaxHead cold = new AnswerFit().Run(all, ["a", "b", "c", "d"], new AnswerSettings(), Stop).Head;
        SoftmaxHead teach = new HeadFit(all).Fit(OutOfFold.UsualStrength, Stop);
        float[] expected = teach.Logits(all);
        Assert.Equal(expected, cold.Logits(all), (one, other) => Math.Abs(one - other) < 1e-3);
        Assert.Equal(expected, warm.Logits(all), (one, other) => Math.Abs(one - other) < 0.02);
    }

    [Fact]
    public void One_class_is_told_by_the_bank_alone()
    {
        FeatureTable pictures = Pictures(5, classes: 1);
        TaughtAnswer answer = new AnswerFit().Run(pictures, ["a"], new AnswerSettings(Measure: UnknownMeasure.Energy), Stop);
        Assert.Equal((1, UnknownMeasure.NearestPicture, true), (answer.Head.Classes, answer.Output.UnknownBy, answer.Bank is not null));
        Assert.Equal(0, answer.Head.Logits(pictures).Max());
    }

    [Fact]
    public void A_calibration_takes_the_place_of_the_usual_values()
    {
        FeatureTable pictures = Pictures(8, classes: 2);
        Calibration measured = new(0.5, 0.7, 0.1, new CalibrationSpec("x", 8, 1, 1, 1));
        OutputSpec output = new AnswerFit().Run(pictures, ["a", "b"], new AnswerSettings(Calibration: measured), Stop).Output;
        Assert.Equal((0.5, 0.7, 0.1), (output.Temperature, output.UnknownBelow, output.UnknownSpread));
    }

    [Theory]
    [InlineData(0.5, 0.47)]
    [InlineData(1, 0.47)]
    [InlineData(2, 0.53)]
    [InlineData(3, 0.5477)]
    [InlineData(20, 0.59)]
    [InlineData(1000, 0.59)]
    public void The_usual_threshold_grows_with_the_pictures(double pictures, double threshold)
    {
        OutputSpec output = new() { Name = "logits", Labels = ["a"], Temperature = 1, UnknownBelow = 0, UnknownBy = UnknownMeasure.NearestPicture, Known = "known" };
        Assert.Equal(threshold, AnswerPrior.ApplyTo(output, pictures).UnknownBelow, 1e-4);
        Assert.Equal(0, AnswerPrior.ApplyTo(output with { UnknownBy = UnknownMeasure.Energy, Known = null }, pictures).UnknownBelow);
    }

    private static FeatureTable Pictures(int count, int classes)
    {
        const int Width = 24;
        Random random = new(1);
        float[] values = new float[count * Width];
        int[] labels = [.. Enumerable.Range(0, count).Select(index => index % classes)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextDouble() + (i % Width == labels[i / Width] * 2 ? 0.8f : 0);
        }

        return new FeatureTable(values, labels, classes);
    }
}

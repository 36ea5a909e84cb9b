using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Tests.Evaluation;

public class CalibrationTest
{
    private const int Classes = 5;

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_finds_the_true_temperature(double temperature)
    {
        LogitTable table = Drawn(20_000, temperature);
        Calibration fitted = Calibration.Fit(table);
        Assert.Equal(temperature, fitted.Temperature, 0.04 * temperature);
        Assert.True(fitted.Evidence.Loss <= Calibration.Loss(table, temperature) + 1e-9, "another temperature is better");
        Assert.True(fitted.Evidence.Loss <= fitted.Evidence.LossBefore + 1e-9);
        Assert.InRange(table.Measure(Labels(Classes), fitted.Temperature).Ece, 0, 0.012);
        Assert.Equal(("drawn", 20_000), (fitted.Evidence.Dataset, fitted.Evidence.Samples));
    }

    [Fact]
    public void The_loss_equals_that_of_the_metrics()
    {
        LogitTable table = Drawn(500, 1.7);
        Assert.Equal(table.Measure(Labels(Classes), 0.8).Loss, Calibration.Loss(table, 0.8), 1e-7);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(2500)]
    [InlineData(2501)]
    public void The_threshold_keeps_at_least_95_percent_of_pictures_known(int count)
    {
        LogitTable table = Drawn(count, 1);
        Calibration fitted = Calibration.Fit(table);
        double accepted = (double)table.Energies(fitted.Temperature).Count(energy => energy >= fitted.UnknownBelow) / count;
        Assert.Equal(fitted.Evidence.Accepted, accepted);
        Assert.InRange(accepted, 0.95, 0.95 + (1.0 / count) + 0.002);
    }

    [Theory]
    [InlineData(3, 2, 2)]
    [InlineData(24, 2, 2)]
    [InlineData(24, 2, 20)] // at any scale of the logits
    [InlineData(158, 9, 2)]
    public void Scores_rise_with_the_picture_count_if_all_are_right(int pictures, int classes, float margin)
    {
        int[] truths = [.. Enumerable.Range(0, pictures).Select(i => i % classes)];
        LogitTable table = new("right", [.. truths.SelectMany(truth => Enumerable.Range(0, classes).Select(k => k == truth ? margin : 0))], truths);
        double score = 1 / (1 + ((classes - 1) * Math.Exp(-margin / Calibration.Fit(table).Temperature)));
        Assert.Equal((pictures + (1.0 / classes)) / (pictures + 1), score, 1e-3);
    }

    [Fact]
    public void A_fitted_threshold_is_never_zero()
    {
        float energyZero = -(float)Math.Log(2); // log(exp(z) + exp(z)) = 0
        LogitTable table = new("zero", [energyZero, energyZero], [0]);
        Calibration fitted = Calibration.Fit(table);
        Assert.NotEqual(0, fitted.UnknownBelow);
        Assert.Equal(1, fitted.Evidence.Accepted);
    }

    [Fact]
    public void Separate_overlapping_and_equal_scores_have_known_areas()
    {
        Assert.Equal(new Separation(1, 0), Separation.Of([3, 4, 5], [0, 1, 2]));
        Assert.Equal(new Separation(0, 1), Separation.Of([0, 1, 2], [3, 4, 5]));
        Assert.Equal(new Separation(0.5, 1), Separation.Of([1, 1], [1, 1, 1]));
        Assert.Equal(new Separation(0.75, 0.5), Separation.Of([2, 3, 5], [1, 3])); // of six pairs 2>1, 3>1, 5>1, 5>3 and half of 3=3; one of the strange passes 2
    }

    [Fact]
    public void The_area_is_the_share_of_correctly_ordered_pairs()
    {
        Random random = new(4);
        double[] known = [.. Enumerable.Range(0, 80).Select(_ => (double)random.Next(12))];
        double[] strange = [.. Enumerable.Range(0, 50).Select(_ => (double)random.Next(10))];
        double pairs = known.Sum(k => strange.Sum(s => k > s ? 1 : k == s ? 0.5 : 0));
        Assert.Equal(pairs / (80 * 50), Separation.Of(known, strange).Auroc, 1e-12);
    }

    [Theory]
    [InlineData(1, 20, 1)]
    [InlineData(0.95, 20, 2)] // 19 of 20 reach the second lowest
    [InlineData(0.95, 100, 6)]
    [InlineData(0, 20, 20)]
    public void The_threshold_is_the_highest_that_keeps_the_share(double share, int count, double expected) =>
        Assert.Equal(expected, Separation.ThresholdFor([.. Enumerable.Range(1, count).Select(i => (double)i).Reverse()], share));

    private static string[] Labels(int classes) => [.. Enumerable.Range(0, classes).Select(k => $"class {k}")];

    /// <summary>Random logits whose truth is drawn from their softmax at the given temperature.</summary>
    private static LogitTable Drawn(int count, double temperature)
    {
        Random random = new(7);
        float[] logits = new float[count * Classes];
        int[] truths = new int[count];
        for (int i = 0; i < count; i++)
        {
            double[] weights = new double[Classes];
            for (int k = 0; k < Classes; k++)
            {
                logits[(i * Classes) + k] = (float)(6 * (random.NextDouble() - 0.5) * temperature);
                weights[k] = Math.Exp(logits[(i * Classes) + k] / temperature);
            }

            double left = random.NextDouble() * weights.Sum();
            while (left > weights[truths[i]] && truths[i] < Classes - 1)
            {
                left -= weights[truths[i]++];
            }
        }

        return new LogitTable("drawn", logits, truths);
    }
}

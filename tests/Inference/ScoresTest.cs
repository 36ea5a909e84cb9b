using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Inference;

public class ScoresTest
{
    [Fact]
    public void Probabilities_sum_to_one_in_the_order_of_the_logits()
    {
        float[] probabilities = new float[4];
        Scores.Softmax([1, 3, -2, 2.5f], 1, probabilities);
        Assert.Equal(1, probabilities.Sum(), 1e-6);
        Assert.Equal(Math.Exp(3) / (Math.Exp(1) + Math.Exp(3) + Math.Exp(-2) + Math.Exp(2.5)), probabilities[1], 1e-6);
        int[] order = new int[4];
        Scores.TopK(probabilities, order);
        Assert.Equal([1, 3, 0, 2], order);
    }

    [Fact]
    public void A_high_temperature_flattens_and_a_low_one_sharpens()
    {
        float[] flat = new float[2];
        float[] sharp = new float[2];
        Scores.Softmax([0, 2], 2, flat);
        Scores.Softmax([0, 2], 0.5, sharp);
        Assert.Equal(1 / (1 + Math.Exp(-1)), flat[1], 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-4)), sharp[1], 1e-6);
    }

    [Fact]
    public void Huge_logits_do_not_overflow()
    {
        float[] probabilities = new float[2];
        Scores.Softmax([1e30f, -1e30f], 1, probabilities);
        Assert.Equal([1, 0], probabilities);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(4)]
    public void Energy_matches_its_formula_and_shifts_with_the_logits(double temperature)
    {
        float[] logits = [1, 3, -2, 2.5f];
        double expected = temperature * Math.Log(logits.Sum(z => Math.Exp(z / temperature)));
        Assert.Equal(expected, Scores.Energy(logits, temperature), 1e-9);
        Assert.Equal(expected + 100, Scores.Energy([.. logits.Select(z => z + 100)], temperature), 1e-6);
    }

    [Fact]
    public void Energy_neither_overflows_nor_vanishes()
    {
        Assert.Equal(1e30, Scores.Energy([1e30f, -1e30f], 1), 1e23);
        Assert.Equal(-1e30, Scores.Energy([-1e30f, -1e30f], 1), 1e23);
        Assert.Equal(-1000 + Math.Log(2), Scores.Energy([-1000, -1000], 1), 1e-9);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_logit_that_is_not_finite_means_unknown_at_any_threshold(float broken)
    {
        double energy = Scores.Energy([9, broken, 2], 1);
        Assert.True(double.IsNaN(energy));
        Assert.True(Scores.IsUnknown(energy, 0));
        Assert.True(Scores.IsUnknown(energy, -1000));
    }

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(2.999, 3, true)]
    [InlineData(-7, 0, false)] // off
    [InlineData(-7, -6.5, true)]
    public void Energy_below_the_threshold_is_unknown_and_zero_turns_it_off(double energy, double below, bool unknown) => Assert.Equal(unknown, Scores.IsUnknown(energy, below));

    [Fact]
    public void Scores_and_energy_allocate_nothing()
    {
        float[] logits = [1, 3, -2, 2.5f];
        float[] probabilities = new float[4];
        Assert.Equal(0, Allocation.OfThousandCalls(_ =>
        {
            Scores.Softmax(logits, 0.7, probabilities);
            Scores.Energy(logits, 0.7);
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_best_k_are_sorted_and_stable(int k)
    {
        int[] best = new int[k];
        Scores.TopK([0.1f, 0.7f, 0.7f, -1, 0.9f], best);
        Assert.Equal(((int[])[4, 1, 2, 0, 3])[..k], best);
    }

    [Fact]
    public void The_best_k_of_random_values_equal_a_stable_sort()
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            float[] values = [.. Enumerable.Range(0, 12).Select(_ => (float)random.Next(6))];
            int[] best = new int[5];
            Scores.TopK(values, best);
            Assert.Equal(Enumerable.Range(0, 12).OrderByDescending(i => values[i]).Take(5), best);
        }
    }

    [Fact]
    public void The_first_of_equal_values_is_best() => Assert.Equal([1, 0], [Scores.Best([1, 3, 3]), Scores.Best([2, float.NaN])]);
}

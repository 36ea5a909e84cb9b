using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Inference;

public class ScoresTest
{
    [Fact]
    public void Probabilities_add_up_to_one_and_keep_the_order_of_the_logits()
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
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_best_k_come_largest_first_and_equal_values_in_order(int k)
    {
        int[] best = new int[k];
        Scores.TopK([0.1f, 0.7f, 0.7f, -1, 0.9f], best);
        Assert.Equal(((int[])[4, 1, 2, 0, 3])[..k], best);
    }

    [Fact]
    public void The_best_k_of_noise_are_those_of_a_stable_sort()
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
}

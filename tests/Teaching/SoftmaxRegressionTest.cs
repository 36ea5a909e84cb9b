using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Teaching;

public class SoftmaxRegressionTest
{
    [Theory]
    [InlineData(40, 12, 3.0)] // fewer pictures than features: fitted in the span of the pictures
    [InlineData(5, 12, 3.0)]
    [InlineData(7, 60, 100.0)]
    public void A_fit_is_the_minimum_of_the_regularised_loss(int width, int perClass, double strength)
    {
        FeatureTable pictures = RandomFeatures.Create(width, 1.5, perClass, perClass / 2, perClass / 3);
        SoftmaxHead head = new SoftmaxRegression(pictures).Fit(strength, TestContext.Current.CancellationToken);
        double at = Loss(pictures, head, strength);
        Random random = new(1);
        for (int trial = 0; trial < 50; trial++)
        {
            float size = trial % 2 == 0 ? 0.01f : 0.1f;
            SoftmaxHead other = head with
            {
                Weights = [.. head.Weights.Select(w => w + (size * (random.NextSingle() - 0.5f)))],
                Bias = [.. head.Bias.Select(b => b + (size * (random.NextSingle() - 0.5f)))],
            };
            Assert.True(Loss(pictures, other, strength) > at - 1e-4, $"trial {trial}: {Loss(pictures, other, strength)} < {at}");
        }
    }

    [Fact]
    public void A_repeated_fit_gives_the_same_bits()
    {
        FeatureTable pictures = RandomFeatures.Create(30, 1, 200, 200);
        Assert.Equal(new SoftmaxRegression(pictures).Fit(10, TestContext.Current.CancellationToken).Weights, new SoftmaxRegression(pictures).Fit(10, TestContext.Current.CancellationToken).Weights);
    }

    [Fact]
    public void A_class_with_one_picture_among_hundreds_is_learned()
    {
        FeatureTable pictures = RandomFeatures.Create(20, 0.2, 300, 1);
        SoftmaxHead head = new SoftmaxRegression(pictures).Fit(OutOfFold.UsualStrength, TestContext.Current.CancellationToken);
        float[] logits = new float[2];
        head.Logits(pictures[300], logits);
        Assert.True(logits[1] > logits[0]);
    }

    [Fact]
    public void Many_similar_pictures_are_still_learned()
    {
        FeatureTable pictures = RandomFeatures.Create(32, 12, 4000, 4000, 4000);
        SoftmaxHead head = new SoftmaxRegression(pictures).Fit(OutOfFold.UsualStrength, TestContext.Current.CancellationToken);
        Assert.InRange(new EdgeResNet.Shared.Evaluation.LogitTable("noise", head.Logits(pictures), [.. pictures.Labels]).Top1(), 0.36, 0.9);
    }

    [Fact]
    public void Identical_pictures_give_zero_weights()
    {
        FeatureTable pictures = new(new float[6 * 4], [0, 0, 0, 1, 1, 1], 2);
        Assert.All(new SoftmaxRegression(pictures).Fit(10, TestContext.Current.CancellationToken).Weights, weight => Assert.Equal(0, weight));
    }

    /// <summary>½‖W‖² + C·Σ w·CE in the centred and scaled features, as the class says it minimises.</summary>
    private static double Loss(FeatureTable pictures, SoftmaxHead head, double strength)
    {
        double[] mean = new double[pictures.Width];
        for (int i = 0; i < pictures.Count; i++)
        {
            for (int f = 0; f < mean.Length; f++)
            {
                mean[f] += pictures[i][f] / (double)pictures.Count;
            }
        }

        double squares = Enumerable.Range(0, pictures.Count).Sum(i => Enumerable.Range(0, mean.Length).Sum(f => Math.Pow(pictures[i][f] - mean[f], 2)));
        double scale = Math.Sqrt(squares / pictures.Count);
        int[] counts = pictures.CountByClass();
        double loss = head.Weights.Sum(w => (double)w * w) * scale * scale / 2;
        for (int i = 0; i < pictures.Count; i++)
        {
            double[] logits = [.. Enumerable.Range(0, head.Classes).Select(k => head.Bias[k] + Enumerable.Range(0, mean.Length).Sum(f => (double)head.Weights[(k * mean.Length) + f] * pictures[i][f]))];
            double largest = logits.Max();
            double importance = (double)pictures.Count / (counts.Length * counts[pictures.Labels[i]]);
            loss += strength * importance * (largest + Math.Log(logits.Sum(z => Math.Exp(z - largest))) - logits[pictures.Labels[i]]);
        }

        return loss / strength;
    }
}

using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Augment;
using EdgeResNet.Trainer.Data;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Augment;

public class MixingTest
{
    [Fact]
    public void Mixup_is_the_weighted_mean_rounded_to_integers()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = tensor(new byte[] { 0, 100, 255, 7 }, [1, 1, 2, 2]);
        Tensor others = tensor(new byte[] { 255, 200, 255, 8 }, [1, 1, 2, 2]);
        Assert.Equal([64, 125, 255, 7], Mixup.Blend(images, others, 0.25).bytes.ToArray());
        Assert.Equal([0, 100, 255, 7], Mixup.Blend(images, others, 0).bytes.ToArray());
    }

    [Fact]
    public void CutMix_pastes_one_rectangle_and_returns_its_actual_share()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor images = zeros([3, 2, 20, 16], ScalarType.Byte);
        Tensor others = ones([3, 2, 20, 16], ScalarType.Byte);
        Random random = new(3);
        HashSet<double> shares = [];
        for (int i = 0; i < 50; i++)
        {
            (Tensor result, double share) = CutMix.Paste(images, others, 0.25, random);
            Tensor first = result[0, 0];
            Assert.Equal(share, first.to_type(ScalarType.Float64).mean().item<double>(), 12);
            Assert.Equal(first.any(0).sum().item<long>() * first.any(1).sum().item<long>(), first.sum().item<long>()); // a rectangle
            Assert.True(result[2, 1].Equals(first));
            Assert.InRange(share, 0, 0.25);
            shares.Add(share);
        }

        Assert.Contains(0.25, shares); // 10 of 20 rows and 8 of 16 columns, when nothing lies outside
        Assert.True(shares.Count > 5);
        Assert.Equal(0, images.sum().item<long>());
        Assert.Equal(0, CutMix.Paste(images, others, 0, random).Share);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(4.0)]
    public void Weights_follow_the_symmetric_beta_distribution(double alpha)
    {
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Mixing.Beta(alpha, random))];
        double variance = values.Select(v => (v - 0.5) * (v - 0.5)).Average();
        Assert.Equal(0.5, values.Average(), 0.02);
        Assert.InRange(variance, 0.95 / (4 * ((2 * alpha) + 1)), 1.05 / (4 * ((2 * alpha) + 1)));
    }

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, 1.0)]
    public void A_mixed_picture_has_the_labels_of_both_sources(double mixup, double cutmix)
    {
        using IDisposable scope = NewDisposeScope();
        long[] labels = [.. Enumerable.Range(0, 6).Select(i => (long)i)];
        Tensor images = (tensor(labels) * 40).to(ScalarType.Byte).view(6, 1, 1, 1).expand(6, 1, 12, 12).contiguous(); // picture i is 40 · i everywhere
        Batch batch = new(images, tensor(labels));
        Mixing mixing = new(mixup, cutmix, share: 1);
        for (int seed = 0; seed < 10; seed++)
        {
            Batch mixed = mixing.Apply(batch, new Random(seed));
            Assert.True(mixed.Images.Equals(mixing.Apply(batch, new Random(seed)).Images));
            for (int i = 0; i < 6; i++)
            {
                double expected = 40 * ((labels[i] * (1 - mixed.OtherShare)) + (mixed.OtherLabels![i].item<long>() * mixed.OtherShare));
                Assert.Equal(expected, mixed.Images[i].to_type(ScalarType.Float32).mean().item<float>(), 0.51);
            }
        }
    }

    [Fact]
    public void A_share_of_the_batches_stays_unmixed()
    {
        using IDisposable scope = NewDisposeScope();
        Batch batch = new(zeros([2, 1, 4, 4], ScalarType.Byte), tensor(new long[] { 0, 1 }));
        Mixing mixing = new(mixup: 1, cutmix: 0, share: 0.25);
        Assert.InRange(Enumerable.Range(0, 400).Count(seed => mixing.Apply(batch, Order.Random(1, seed)).OtherLabels is not null), 70, 130);
        Assert.Equal(batch, new Mixing(0, 0, 1).Apply(batch, new Random(1)));
    }
}

using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Data;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Augment;

/// <summary>Mixes the pictures of a batch by mixup or CutMix.</summary>
/// <param name="mixup">α of the weight's beta distribution; 0 turns mixup off.</param>
/// <param name="cutmix">α of the area's beta distribution; 0 turns CutMix off. With both on, each batch takes one at random.</param>
/// <param name="share">Share of the batches that are mixed.</param>
internal sealed class Mixing(double mixup, double cutmix, double share)
{
    /// <summary>Mixes a batch, or returns it as it is; the result depends only on it and <paramref name="random"/>.</summary>
    public Batch Apply(Batch batch, Random random)
    {
        if ((mixup == 0 && cutmix == 0) || random.NextDouble() >= share)
        {
            return batch;
        }

        bool cut = cutmix > 0 && (mixup == 0 || random.Next(2) == 1);
        double other = Beta(cut ? cutmix : mixup, random);
        int[] order = [.. Enumerable.Range(0, (int)batch.Labels.shape[0])];
        Order.Shuffle(order, random);
        Tensor partners = tensor(order, dtype: ScalarType.Int64, device: batch.Labels.device);
        Tensor others = batch.Images.index_select(0, partners);
        (Tensor images, double exact) = cut
            ? CutMix.Paste(batch.Images, others, other, random)
            : (Mixup.Blend(batch.Images, others, other), other);
        return batch with { Images = images, OtherLabels = batch.Labels.index_select(0, partners), OtherShare = exact };
    }

    /// <summary>Draws from the symmetric beta distribution (Jöhnk, 1964), 0 to 1.</summary>
    public static double Beta(double alpha, Random random)
    {
        while (true)
        {
            double x = Math.Pow(random.NextDouble(), 1 / alpha);
            double y = Math.Pow(random.NextDouble(), 1 / alpha);
            if (x + y is > 0 and <= 1)
            {
                return x / (x + y);
            }
        }
    }
}

using EdgeResNet.Tests.Training;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Studies;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Studies;

/// <summary>Gradient norms of a network on a batch of stripes.</summary>
internal static class StripeGradients
{
    public static IReadOnlyList<double> Of(Network network)
    {
        using IBatchSource source = BatchSource.Open(new StripeImages("stripes", 32, 1, noise: 120), StripeImages.Input, CPU);
        Batch batch = source.Batches([.. Enumerable.Range(0, 32)], 32).Single();
        using Tensor images = batch.Images;
        using Tensor labels = batch.Labels;
        return GradientNorms.Measure(network, batch, StripeImages.Input);
    }
}

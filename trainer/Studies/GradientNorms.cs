using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Studies;

/// <summary>The Euclidean norm of the loss's gradient for each layer's weights.</summary>
internal static class GradientNorms
{
    private const string WeightSuffix = ".weight";

    /// <summary>Paths of the layers with weights from picture to logits, in data order, without projection shortcuts.</summary>
    public static IReadOnlyList<string> Layers(Network network) => [.. Weights(network).Select(entry => entry.Layer)];

    /// <summary>
    /// The norm for each of <see cref="Layers"/>: mean cross-entropy of one batch in float32, with batch statistics as in training.
    /// Changes the network's running statistics and leaves it in evaluation mode.
    /// </summary>
    /// <param name="network">A network on the batch's device.</param>
    /// <param name="batch">Pictures and their classes.</param>
    /// <param name="input">Gives their normalisation.</param>
    public static IReadOnlyList<double> Measure(Network network, Batch batch, InputSpec input)
    {
        using IDisposable scope = NewDisposeScope();
        using Normalizer normalizer = new(input, batch.Images.device);
        network.train();
        network.zero_grad();
        nn.functional.cross_entropy(network.call(normalizer.Apply(batch.Images)), batch.Labels).backward();
        double[] norms = [.. Weights(network).Select(entry => (double)entry.Weight.grad!.norm().item<float>())]; // every layer takes part
        network.zero_grad();
        network.eval();
        return norms;
    }

    /// <summary>The Euclidean norm of the weights. A batch norm after a convolution cancels any scale, so the gradient shrinks as the weights grow (van Laarhoven, 2017).</summary>
    public static IReadOnlyList<double> OfWeights(Network network)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        return [.. Weights(network).Select(entry => (double)entry.Weight.norm().item<float>())];
    }

    private static IEnumerable<(string Layer, Parameter Weight)> Weights(Network network) => network.named_parameters()
        .Where(entry => entry.parameter.ndim > 1 && !entry.name.Contains(".downsample.", StringComparison.Ordinal))
        .Select(entry => (entry.name[..^WeightSuffix.Length], entry.parameter));
}

using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>Exponential moving average of a network's weights and norm statistics, itself a network. Owns its copy.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly (Tensor Average, Tensor Source)[] pairs;
    private readonly double decay;

    /// <summary>Averages <paramref name="source"/> into <paramref name="copy"/>, a network of the same architecture, which it takes over.</summary>
    public WeightAverage(Network source, Network copy, double decay)
    {
        (Network, this.decay) = (copy, decay);
        Dictionary<string, Tensor> from = source.state_dict();
        pairs = [.. copy.state_dict().Select(entry => (entry.Value, from[entry.Key]))];
        copy.eval();
        using IDisposable _ = no_grad();
        foreach ((Tensor average, Tensor current) in pairs)
        {
            average.copy_(current);
        }
    }

    /// <summary>The averaged network, in evaluation mode.</summary>
    public Network Network { get; }

    /// <summary>Takes in the weights after step <paramref name="step"/> (from 0); early averages are short, so that the start is forgotten.</summary>
    public void Update(long step)
    {
        double keep = Math.Min(decay, (1.0 + step) / (10.0 + step));
        using IDisposable _ = no_grad();
        foreach ((Tensor average, Tensor current) in pairs)
        {
            if (average.is_floating_point() && decay > 0)
            {
                average.lerp_(current, 1 - keep);
            }
            else
            {
                average.copy_(current);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

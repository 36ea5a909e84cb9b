using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Exponential moving average of a network's weights and norm statistics, itself a network. Owns its copy.</summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly FlatState source;
    private readonly FlatState average;
    private readonly double decay;

    /// <summary>Averages <paramref name="source"/> into <paramref name="copy"/>, a network of the same architecture on the same device; owns the copy.</summary>
    public WeightAverage(FlatState source, Network copy, double decay)
    {
        (this.source, Network, this.decay) = (source, copy, decay);
        average = new FlatState(copy);
        copy.eval();
        Blend(keep: 0);
    }

    /// <summary>The averaged network, in evaluation mode.</summary>
    public Network Network { get; }

    /// <summary>Its state; this object owns it.</summary>
    public FlatState State => average;

    /// <summary>Adds the weights after step <paramref name="step"/> (from 0). Early averages are short, to forget the start.</summary>
    public void Update(long step) => Blend(decay > 0 ? Math.Min(decay, (1.0 + step) / (10.0 + step)) : 0);

    public void Dispose()
    {
        average.Dispose();
        Network.Dispose();
    }

    private void Blend(double keep)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Blend(average.Parameters, source.Parameters, keep);
        if (source.Statistics is not null && source.Counters is not null)
        {
            Blend(average.Statistics!, source.Statistics, keep); // equal architectures have equal norms
            average.Counters!.copy_(source.Counters);
        }
    }

    private static void Blend(Tensor average, Tensor current, double keep) =>
        _ = keep > 0 ? average.lerp_(current, 1 - keep) : average.copy_(current);
}

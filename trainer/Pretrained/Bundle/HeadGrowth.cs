using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Bundle;

/// <summary>Adds classes to a trained network.</summary>
internal static class HeadGrowth
{
    /// <summary>
    /// A network with <paramref name="classes"/> logits. The first ones equal the parent's, bit for bit; the other rows begin at zero
    /// (Kolesnikov et al., 2020), so no randomness disturbs the features. In evaluation mode on the CPU; the caller owns it.
    /// </summary>
    /// <param name="parent">The parent; the caller owns it.</param>
    /// <param name="classes">At least the parent's.</param>
    /// <param name="input">The input; its size may differ from the parent's.</param>
    /// <exception cref="InputException">The network does not exist for this size, or has other layers.</exception>
    public static Network Grow(Network parent, int classes, InputSpec input)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, parent.Spec.Classes);
        Network grown = Architectures.Create(parent.Spec with { Classes = classes }, input);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> weights = parent.state_dict();
        if (!weights.Keys.Order().SequenceEqual(grown.state_dict().Keys.Order()))
        {
            grown.Dispose();
            throw new InputException($"{parent.Spec.Name}: has other layers at {input.Width}×{input.Height} pixels, which the weights do not fit; keep the size of the model");
        }

        foreach ((string name, Tensor target) in grown.state_dict())
        {
            Tensor source = weights[name];
            if (!source.shape.SequenceEqual(target.shape)) // the head: [classes, features] or [classes]
            {
                target.zero_();
            }

            (source.ndim == 0 ? target : target.narrow(0, 0, source.shape[0])).copy_(source);
        }

        grown.eval();
        return grown;
    }
}

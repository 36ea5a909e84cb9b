using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained;

/// <summary>More classes for a network that is trained already.</summary>
internal static class HeadGrowth
{
    /// <summary>
    /// A network with <paramref name="classes"/> logits, of which the first are the parent's, bit for bit; the rows of the others
    /// begin at zero (Kolesnikov et al., 2020), so that nothing random disturbs the features. In evaluation mode on the CPU; the caller owns it.
    /// </summary>
    /// <param name="parent">Stays the caller's.</param>
    /// <param name="classes">At least the parent's.</param>
    /// <param name="imageSize">Pixels a side.</param>
    public static Network Grow(Network parent, int classes, int imageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, parent.Spec.Classes);
        Network grown = Architectures.Create(parent.Spec with { Classes = classes }, parent.InputChannels, imageSize);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> weights = parent.state_dict();
        foreach ((string name, Tensor target) in grown.state_dict())
        {
            Tensor source = weights[name];
            if (!source.shape.SequenceEqual(target.shape)) // the last layer: [classes, features] or [classes]
            {
                target.zero_();
            }

            (source.ndim == 0 ? target : target.narrow(0, 0, source.shape[0])).copy_(source);
        }

        grown.eval();
        return grown;
    }
}

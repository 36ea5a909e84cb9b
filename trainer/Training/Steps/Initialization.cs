using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Alternative initialisations.</summary>
internal static class Initialization
{
    /// <summary>Applies the recipe's initialisation to the new weights of <paramref name="network"/>.</summary>
    /// <exception cref="InputException">The recipe needs a residual network.</exception>
    public static void Apply(Network network, Recipe recipe)
    {
        if (recipe.Dirac)
        {
            Dirac(network);
        }

        if (recipe.ZeroGamma)
        {
            ZeroGamma(network);
        }
    }

    /// <summary>
    /// Convolutions that pass their input on (Zagoruyko and Komodakis, 2017): the first filters become identities, one per input
    /// channel. Other filters and the network's first convolution stay unchanged.
    /// </summary>
    public static void Dirac(Network network)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (Conv layer in network.modules().OfType<Conv>().Skip(1))
        {
            int identities = Math.Min(layer.InChannels, layer.OutChannels);
            nn.init.dirac_(layer.Weight.narrow(0, 0, identities));
        }
    }

    /// <summary>Residual blocks that begin as the identity: the gain of the branch's last norm is 0 (Goyal et al., 2017).</summary>
    /// <exception cref="InputException">The network has no residual blocks.</exception>
    public static void ZeroGamma(Network network)
    {
        using IDisposable noGradient = no_grad();
        IResidualBlock[] blocks = [.. network.modules().OfType<IResidualBlock>().Where(block => block.HasShortcut)];
        if (blocks.Length == 0)
        {
            throw new InputException($"{network.Spec.Name}: has no residual blocks, which zero_gamma needs; leave it out");
        }

        foreach (IResidualBlock block in blocks)
        {
            block.LastNorm.weight!.zero_();
        }
    }
}

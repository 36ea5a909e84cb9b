using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Beginnings other than the papers'.</summary>
internal static class Initialization
{
    /// <summary>Changes the fresh weights of <paramref name="network"/> as the recipe asks.</summary>
    /// <exception cref="InputException">The recipe asks for what only a residual network has.</exception>
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
    /// Convolutions that hand their input on (Zagoruyko and Komodakis, 2017): the first filters become identities, one
    /// for each channel of the input while there are filters; the others, and the network's first convolution, stay as they are.
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
            throw new InputException($"{network.Spec.Name}: has no residual blocks, which zero_gamma is for; leave it out");
        }

        foreach (IResidualBlock block in blocks)
        {
            block.LastNorm.weight!.zero_();
        }
    }
}

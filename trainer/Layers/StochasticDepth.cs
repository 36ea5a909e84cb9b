using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Stochastic depth (Huang et al., 2016): training drops residual branches at random, picture by picture.</summary>
internal static class StochasticDepth
{
    /// <summary>Applies the paper's linear rule: from almost 0 in the first block to <paramref name="probability"/> in the last.</summary>
    /// <returns>Number of blocks.</returns>
    public static int Apply(nn.Module network, double probability)
    {
        IResidualBlock[] blocks = [.. network.modules().OfType<IResidualBlock>().Where(block => block.HasShortcut)];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i].DropProbability = probability * (i + 1) / blocks.Length;
        }

        return blocks.Length;
    }

    /// <summary>Zeroes whole pictures of a branch <c>(N, C, H, W)</c> and scales the others up. The mean stays, so inference needs no scaling.</summary>
    public static Tensor Drop(Tensor branch, double probability)
    {
        using Tensor kept = empty([branch.shape[0], 1, 1, 1], dtype: branch.dtype, device: branch.device).bernoulli_(1 - probability).div_(1 - probability);
        return branch.mul(kept);
    }
}

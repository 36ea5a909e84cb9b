using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Layers;

public class StochasticDepthTest
{
    [Fact]
    public void Branches_are_dropped_per_picture_and_the_others_scaled_up()
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(1);
        Tensor kept = StochasticDepth.Drop(ones(4000, 2, 3, 3), 0.25).reshape(4000, -1);
        Assert.True(kept.eq(kept.narrow(1, 0, 1)).all().item<bool>());
        float[] values = kept.select(1, 0).data<float>().ToArray();
        Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value - (1 / 0.75)) < 1e-6));
        Assert.Equal(1, values.Average(), 0.04);
    }

    [Theory]
    [InlineData("resnet20", 9)]
    [InlineData("resnet50", 16)]
    public void The_drop_probability_rises_linearly_and_is_zero_in_evaluation(string arch, int blocks)
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(2);
        using Network network = Architectures.Create(new ArchitectureSpec(arch, 0.25, ArchitectureSpec.SmallStem, 5), 3, 16);
        Tensor images = randn(4, 3, 16, 16);
        network.eval();
        using IDisposable noGradient = no_grad();
        Tensor without = network.call(images);
        Assert.Equal(blocks, StochasticDepth.Apply(network, 0.8));
        Assert.True(network.call(images).Equals(without));
        IResidualBlock[] found = [.. network.modules().OfType<IResidualBlock>()];
        Assert.Equal(0.8, found[^1].DropProbability, 12);
        Assert.Equal(0.8 / blocks, found[0].DropProbability, 12);

        network.train();
        Tensor one = network.call(images);
        Assert.False(network.call(images).Equals(one)); // other branches
    }

    [Fact]
    public void A_dropped_branch_leaves_the_shortcut()
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        manual_seed(3);
        using BasicBlock block = new(new ResidualShape(4, 4, 1, ShortcutKind.Projection)) { DropProbability = 0.5 };
        block.train();
        Tensor x = randn(64, 4, 5, 5);
        Tensor y = block.call(x);
        int shortcuts = Enumerable.Range(0, 64).Count(i => y[i].Equals(x[i].relu()));
        Assert.InRange(shortcuts, 16, 48);
    }
}

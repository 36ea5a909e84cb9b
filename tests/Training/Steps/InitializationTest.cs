using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Steps;

public class InitializationTest
{
    [Fact]
    public void Dirac_filters_pass_channels_on_and_leave_the_first_convolution()
    {
        using IDisposable scope = NewDisposeScope();
        using Network before = Create("plain20");
        using Network network = Create("plain20");
        Initialization.Dirac(network);
        Conv[] convolutions = [.. network.modules().OfType<Conv>()];
        Tensor[] originals = [.. before.modules().OfType<Conv>().Select(layer => layer.Weight)];
        Assert.True(convolutions[0].Weight.Equals(originals[0]));
        using IDisposable noGradient = no_grad();
        for (int i = 1; i < convolutions.Length; i++)
        {
            Conv layer = convolutions[i];
            Tensor x = randn(2, layer.InChannels, 8, 8);
            Tensor y = layer.call(x).narrow(1, 0, layer.InChannels);
            Tensor expected = layer.Window.Stride == 1 ? x : x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)];
            Assert.True(y.allclose(expected, atol: 1e-6), $"convolution {i}");
            int rest = layer.OutChannels - layer.InChannels;
            Assert.True(layer.Weight.narrow(0, layer.InChannels, rest).Equals(originals[i].narrow(0, layer.InChannels, rest)));
        }
    }

    [Theory]
    [InlineData("resnet20")]
    [InlineData("resnet50")]
    public void Zero_gamma_makes_every_block_start_as_its_shortcut(string arch)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Network network = Create(arch);
        Initialization.ZeroGamma(network);
        IResidualBlock[] blocks = [.. network.modules().OfType<IResidualBlock>()];
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Equal(0, block.LastNorm.weight!.abs().sum().item<float>()));
        Tensor x = randn(2, 8, 8, 8);
        using BasicBlock identity = new(new ResidualShape(8, 8, 1, ShortcutKind.Projection));
        identity.LastNorm.weight!.zero_();
        Assert.True(identity.call(x).Equals(x.relu()));
    }

    [Theory]
    [InlineData("plain20")]
    [InlineData("densenet-bc-L22-k8")]
    [InlineData("vgg19")]
    public void Options_for_residual_networks_are_refused_for_others(string arch)
    {
        Recipe recipe = new() { Arch = arch, Width = 0.25, ImageSize = 16 };
        foreach ((Recipe asked, string named) in new[] { (recipe with { ZeroGamma = true }, "zero_gamma"), (recipe with { StochasticDepth = 0.1 }, "stochastic_depth") })
        {
            InputException error = Assert.Throws<InputException>(() => new TrainStep(asked, StripeImages.Architecture(asked), StripeImages.Input, CPU));
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
            Assert.Contains(arch, error.Message, StringComparison.Ordinal);
        }
    }

    private static Network Create(string arch)
    {
        manual_seed(8);
        return Architectures.Create(new ArchitectureSpec(arch, 0.25, ArchitectureSpec.SmallStem, 5), inputChannels: 3, imageSize: 16);
    }
}

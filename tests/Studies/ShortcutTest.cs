using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Training;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Studies;

/// <summary>Checks the statements of docs/lecture.md about shortcuts.</summary>
public class ShortcutTest
{
    [Theory]
    [InlineData("resnet20", true)]
    [InlineData("plain20", false)]
    public void A_block_of_zero_convolutions_is_the_identity_only_with_a_shortcut(string name, bool isIdentity)
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = Architectures.Create(new ArchitectureSpec(name, 0.25, ArchitectureSpec.SmallStem, 2), 1, 16);
        network.eval();
        using IDisposable noGradient = no_grad();
        nn.Module block = network.named_modules().Single(entry => entry.name == "layer1.1").module;
        foreach (TorchSharp.Modules.Parameter weight in block.parameters().Where(parameter => parameter.ndim > 1))
        {
            weight.zero_();
        }

        Tensor x = rand(2, 4, 16, 16); // not negative, as behind a ReLU
        Assert.Equal(isIdentity, ((nn.Module<Tensor, Tensor>)block).call(x).equal(x).all().item<bool>());
    }

    [Theory]
    [InlineData("resnet20", true)]
    [InlineData("plain20", false)]
    public void A_shortcut_carries_the_gradient_past_blocking_layers(string name, bool arrives)
    {
        using Network network = RandomNetwork.Create(name, 0.25, ArchitectureSpec.SmallStem, StripeImages.Input, classes: 2);
        using (no_grad())
        {
            foreach ((string parameter, Tensor value) in network.state_dict().Where(entry => entry.Key.EndsWith("bn2.weight", StringComparison.Ordinal)))
            {
                value.zero_(); // the block's convolutions no longer reach its output
            }
        }

        IReadOnlyList<double> norms = StripeGradients.Of(network);
        Assert.Equal(arrives, norms[0] > 0);
        Assert.True(norms[^1] > 0);
    }

    [Fact]
    public void A_shortcut_around_one_convolution_equals_one_convolution()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor x = randn(2, 8, 16, 16, dtype: ScalarType.Float64);
        Tensor weight = randn(8, 8, 3, 3, dtype: ScalarType.Float64);
        Tensor withShortcut = nn.functional.conv2d(x, weight, padding: [1, 1]).add(x);
        Tensor identity = zeros_like(weight);
        identity[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Single(1), TensorIndex.Single(1)] = eye(8, dtype: ScalarType.Float64);
        Assert.True(nn.functional.conv2d(x, weight.add(identity), padding: [1, 1]).allclose(withShortcut));
    }
}

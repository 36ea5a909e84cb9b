using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Data;

public class NormalizerTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pixels_are_normalised_with_channels_adjacent_in_memory(int channels)
    {
        using IDisposable scope = NewDisposeScope();
        InputSpec input = channels == 1 ? RandomNetwork.Gray(5, 6) : RandomNetwork.Rgb(5, 6);
        using Normalizer normalizer = new(input, CPU);
        Tensor images = randint(256, [4, channels, 5, 6], dtype: ScalarType.Byte);
        Tensor result = normalizer.Apply(images);
        Assert.Equal(images.shape, result.shape);
        Assert.Equal([5 * 6 * channels, 1, 6 * channels, channels], result.stride());
        for (int c = 0; c < channels; c++)
        {
            Tensor expected = images.select(1, c).to(ScalarType.Float64).div(255).sub(input.Mean[c]).div(input.Std[c]);
            Assert.True(result.select(1, c).to(ScalarType.Float64).allclose(expected, atol: 1e-5));
        }
    }

    [Theory]
    [InlineData("resnet20", 1)]
    [InlineData("densenet-bc-L22-k8", 3)]
    [InlineData("vgg19", 1)]
    public void Memory_order_changes_neither_logits_nor_gradients(string arch, int channels)
    {
        using IDisposable scope = NewDisposeScope();
        InputSpec input = channels == 1 ? RandomNetwork.Gray(16, 16) : RandomNetwork.Rgb(16, 16);
        using Network network = RandomNetwork.Create(arch, 0.25, ArchitectureSpec.SmallStem, input, classes: 4);
        using Normalizer normalizer = new(input, CPU);
        Tensor x = normalizer.Apply(randint(256, [6, channels, 16, 16], dtype: ScalarType.Byte));
        (Tensor logits, Dictionary<string, Tensor> gradients) = Run(empty(x.shape).copy_(x));
        (Tensor actual, Dictionary<string, Tensor> found) = Run(x);
        Assert.True(actual.allclose(logits, rtol: 1e-4, atol: 1e-4));
        Assert.All(gradients, entry => Assert.True((found[entry.Key] - entry.Value).norm().item<float>() <= 1e-3 * entry.Value.norm().item<float>() + 1e-6, entry.Key));

        (Tensor, Dictionary<string, Tensor>) Run(Tensor pixels)
        {
            network.zero_grad();
            Tensor answer = network.call(pixels);
            answer.square().sum().backward();
            return (answer.detach(), network.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone()));
        }
    }
}

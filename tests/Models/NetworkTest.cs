using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Models;

public class NetworkTest
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("resnet101")]
    [InlineData("resnet152")]
    [InlineData("plain18")]
    [InlineData("plain34")]
    [InlineData("resnet20")]
    [InlineData("resnet32")]
    [InlineData("resnet44")]
    [InlineData("resnet56")]
    [InlineData("resnet110")]
    [InlineData("plain20")]
    [InlineData("plain32")]
    [InlineData("plain44")]
    [InlineData("plain56")]
    [InlineData("plain110")]
    [InlineData("densenet121")]
    [InlineData("densenet169")]
    [InlineData("densenet201")]
    [InlineData("densenet-L22-k12")]
    [InlineData("densenet-bc-L40-k12")]
    [InlineData("alexnet")]
    [InlineData("vgg19")]
    public void Every_architecture_gives_logits_and_a_finite_gradient_to_every_parameter(string name)
    {
        using IDisposable scope = NewDisposeScope();
        manual_seed(1);
        using Network network = Small(name);

        Assert.Equal([4, 7], LearnFrom(network).shape);
        foreach ((string parameterName, Parameter parameter) in network.named_parameters())
        {
            Tensor? gradient = parameter.grad;
            Assert.True(gradient is not null, $"{parameterName} has no gradient");
            Assert.True(gradient.isfinite().all().item<bool>(), $"{parameterName} has a gradient that is not finite");
        }
    }

    /// <summary>A change of type gives a module new parameters, like a move to a GPU. A layer must compute with those.</summary>
    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("resnet20")]
    [InlineData("plain20")]
    [InlineData("densenet121")]
    [InlineData("densenet-bc-L22-k12")]
    [InlineData("alexnet")]
    [InlineData("vgg19")]
    public void A_network_computes_with_newly_assigned_parameters(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = Small(name);
        network.to(ScalarType.Float64);
        network.to(ScalarType.Float32);
        LearnFrom(network);
        Assert.All(network.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, $"{entry.name} took no part"));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("densenet121")]
    public void The_paper_stem_divides_the_resolution_by_four(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = Architectures.Create(new ArchitectureSpec(name, 0.125, ArchitectureSpec.ImageNetStem, 5), inputChannels: 1, imageSize: 96);
        network.eval();
        using IDisposable noGradient = no_grad();
        Assert.Equal([2, 5], network.call(randn(2, 1, 96, 96)).shape);
        Assert.Contains(LayerTable.Of(network, 1, 96, 96).Rows, row => row.Type == "MaxPool2d" && row.Output[^1] == 24);
    }

    [Fact]
    public void Parameters_have_the_names_that_published_weights_use()
    {
        using Network resnet = Architectures.Create(new ArchitectureSpec("resnet18", 1, ArchitectureSpec.ImageNetStem, 1000), 3, 224);
        Dictionary<string, Tensor> residual = resnet.state_dict();
        Assert.Equal([64, 3, 7, 7], residual["conv1.weight"].shape);
        Assert.Equal([128, 64, 1, 1], residual["layer2.0.downsample.0.weight"].shape);
        Assert.Equal([128], residual["layer2.0.downsample.1.running_var"].shape);
        Assert.Equal([1000, 512], residual["fc.weight"].shape);
        Assert.Equal(122, residual.Count); // torchvision's resnet18 has 122 entries, num_batches_tracked included

        using Network vgg = Architectures.Create(new ArchitectureSpec("vgg19", 0.125, ArchitectureSpec.ImageNetStem, 10), 3, 224);
        Assert.Equal(2 * 19, vgg.state_dict().Count);
        Assert.Equal([10, 512], vgg.state_dict()["classifier.6.weight"].shape);

        using Network densenet = Architectures.Create(new ArchitectureSpec("densenet121", 1, ArchitectureSpec.ImageNetStem, 1000), 3, 224);
        Dictionary<string, Tensor> dense = densenet.state_dict();
        Assert.Equal([64], dense["features.denseblock1.denselayer1.norm1.weight"].shape);
        Assert.Equal([32, 128, 3, 3], dense["features.denseblock4.denselayer16.conv2.weight"].shape);
        Assert.Equal([128, 256, 1, 1], dense["features.transition1.conv.weight"].shape);
        Assert.Equal([1024], dense["features.norm5.running_mean"].shape);
        Assert.Equal([1000, 1024], dense["classifier.weight"].shape);
        Assert.Equal(727, dense.Count); // torchvision's densenet121: 120 convolutions, 121 norms with 5 entries each, 2 of the classifier
    }

    [Fact]
    public void Convolutions_start_with_He_initialisation_variance()
    {
        manual_seed(3);
        using Network network = Architectures.Create(new ArchitectureSpec("resnet18", 1, ArchitectureSpec.ImageNetStem, 10), 3, 224);
        Tensor weight = network.state_dict()["layer3.1.conv2.weight"]; // 256 × 256 × 3 × 3
        double expected = Math.Sqrt(2.0 / (256 * 3 * 3));
        Assert.InRange(weight.std().item<float>(), 0.98 * expected, 1.02 * expected);
        Assert.InRange(weight.mean().item<float>(), -0.001, 0.001);
    }

    [Fact]
    public void The_plain_twin_is_the_residual_network_without_shortcuts()
    {
        using Network plain = Architectures.Create(new ArchitectureSpec("plain20", 1, ArchitectureSpec.SmallStem, 10), 3, 32);
        using Network residual = Architectures.Create(new ArchitectureSpec("resnet20", 1, ArchitectureSpec.SmallStem, 10), 3, 32);
        Assert.Equal(residual.ParameterCount, plain.ParameterCount); // option A has no parameters
        Assert.Equal(269_722, residual.ParameterCount); // 0.27 M in table 6 of the paper
        plain.load_state_dict(residual.state_dict());
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        plain.eval();
        residual.eval();
        Tensor image = randn(1, 3, 32, 32);
        Assert.False(plain.call(image).allclose(residual.call(image)));
    }

    [Fact]
    public void The_paper_DenseNet_100_12_has_its_published_size()
    {
        using Network network = Architectures.Create(new ArchitectureSpec("densenet-bc-L100-k12", 1, ArchitectureSpec.SmallStem, 10), 3, 32);
        Assert.Equal(769_162, network.ParameterCount); // 0.8 M in table 2 of the paper, 768 K in Fashion-MNIST's table
    }

    [Theory]
    [InlineData("resnet19")]
    [InlineData("densenet-bc-L41-k12")]
    [InlineData("densenet-bc-L40-k0")]
    public void An_unknown_architecture_is_a_usage_error_that_lists_the_known(string name)
    {
        UsageException error = Assert.Throws<UsageException>(() => Architectures.Create(new ArchitectureSpec(name, 1, ArchitectureSpec.SmallStem, 10), 3, 32));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArchitectureSpec.ImageNetStem, 112, 112, 32, 96)]
    [InlineData(ArchitectureSpec.ImageNetStem, 128, 100, 32, 128)]
    [InlineData(ArchitectureSpec.SmallStem, 28, 28, 8, 24)]
    public void A_size_that_trimmed_padding_cannot_halve_is_refused(string stem, int height, int width, int multiple, int fits)
    {
        ArchitectureSpec spec = new(ImageNetBackbone.Architecture, 0.1, stem, 7);
        InputException error = Assert.Throws<InputException>(() => Architectures.Create(spec, 3, height, width));
        Assert.Equal($"resnet18-mlnet: its sides must be multiples of {multiple} pixels, not {width}×{height}; use --image-size {fits}, or another --arch", error.Message);
        using Network network = Architectures.Create(spec, 3, fits, fits);
        using IDisposable scope = NewDisposeScope();
        Assert.Equal([2, 7], network.call(randn(2, 3, fits, fits)).shape);
    }

    private static Network Small(string name) =>
        Architectures.Create(new ArchitectureSpec(name, 0.125, ArchitectureSpec.SmallStem, 7), inputChannels: 3, imageSize: 32);

    /// <summary>Forward and backward on four noise pictures; the logits.</summary>
    private static Tensor LearnFrom(Network network)
    {
        network.train();
        Tensor logits = network.call(randn(4, 3, 32, 32));
        nn.functional.cross_entropy(logits, tensor(new long[] { 0, 2, 4, 6 })).backward();
        return logits;
    }
}

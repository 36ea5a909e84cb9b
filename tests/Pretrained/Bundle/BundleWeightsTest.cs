using System.Runtime.InteropServices;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Bundle;
using Google.Protobuf;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained.Bundle;

public sealed class BundleWeightsTest : IDisposable
{
    private const int Classes = 4;
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet20", 0.5, "small", 24)]
    [InlineData("plain20", 0.5, "small", 24)]
    [InlineData("resnet18", 0.125, "imagenet", 72)] // projections
    [InlineData("resnet50", 0.125, "imagenet", 72)] // bottlenecks
    [InlineData("densenet-bc-L22-k8", 1, "small", 24)] // norms that cannot be folded, and some that can
    [InlineData("densenet121", 0.25, "imagenet", 72)]
    [InlineData("alexnet", 0.125, "small", 24)] // biases, no norms
    public void A_network_from_a_file_computes_like_it_and_normalises_in_training(string arch, double width, string stem, int size)
    {
        InputSpec input = RandomNetwork.Rgb(size, size);
        SmoothNoise pictures = new(128, input, Classes);
        ModelBundle bundle = Write(arch, width, stem, input);
        using Network rebuilt = BundleWeights.Load(bundle, pictures);
        ParitySpec proof = BundleWeights.Prove(rebuilt, bundle, pictures, Stop);
        Assert.Equal((256, 1.0), (proof.Samples, proof.Top1Agreement));
        Assert.InRange(proof.MaxAbsLogitError, 0, 2e-4);

        if (rebuilt.modules().Any(module => module is BatchNorm2d) && !arch.StartsWith("densenet", StringComparison.Ordinal))
        {
            // Batch statistics equal the running ones, which were measured on these pictures.
            using IDisposable scope = NewDisposeScope();
            using IBatchSource source = BatchSource.Open(pictures, input, CPU, stop: TestContext.Current.CancellationToken);
            using Normalizer normalizer = new(input, CPU);
            using IDisposable noGradient = no_grad();
            Tensor x = normalizer.Apply(source.Batches([.. Enumerable.Range(0, pictures.Count)], pictures.Count).Single().Images);
            Tensor expected = rebuilt.call(x).clone();
            rebuilt.train();
            Assert.InRange((rebuilt.call(x) - expected).abs().max().item<float>() / expected.abs().max().item<float>(), 0, 0.01);
        }
    }

    [Fact]
    public void Filters_return_at_their_initial_scale()
    {
        InputSpec input = RandomNetwork.Gray(16, 16);
        using Network network = RandomNetwork.Create("resnet20", 0.5, ArchitectureSpec.SmallStem, input, Classes);
        using (no_grad())
        {
            network.state_dict()["layer2.0.bn1.weight"].mul_(1e-3); // as trained gains can be
        }

        ModelBundle bundle = Write(network, input);
        using Network rebuilt = BundleWeights.Load(bundle, new SmoothNoise(64, input, Classes));
        BundleWeights.Prove(rebuilt, bundle, new SmoothNoise(64, input, Classes), Stop);
        using Tensor sizes = rebuilt.state_dict()["layer2.0.conv1.weight"].flatten(1).square().mean([1]).sqrt();
        double usual = Math.Sqrt(2.0 / (9 * 16));
        Assert.All(sizes.data<float>().ToArray(), size => Assert.InRange(size, usual / 1.5, usual * 1.5));
    }

    [Fact]
    public void A_file_whose_weights_are_no_numbers_is_named()
    {
        InputSpec input = RandomNetwork.Gray(16, 16);
        ModelProto model = OnnxModel.Read(Write("resnet20", 0.5, ArchitectureSpec.SmallStem, input).ModelPath());
        TensorProto bias = model.Graph.Initializer.Single(constant => constant.Name == "fc.bias");
        bias.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([1, float.NaN, 1, 1]));
        File.WriteAllBytes(folder["claim.onnx"], model.ToByteArray());
        ModelBundle bundle = ModelBundle.Open(folder["claim.onnx"]);
        InputException error = Assert.Throws<InputException>(() => BundleWeights.Load(bundle, new SmoothNoise(64, input, Classes)));
        Assert.StartsWith($"{bundle.ModelPath()}: fc.bias holds values that are not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_an_unknown_architecture_is_refused_by_path()
    {
        InputException error = Refusal("resnet19");
        Assert.Contains("'resnet19' is not an architecture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_another_network_is_refused_by_the_first_difference()
    {
        Assert.Contains("it lacks layer1.3.bn1", Refusal("resnet32").Message, StringComparison.Ordinal);
        Assert.Contains("not a Conv of that network", Refusal("alexnet").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_layers_with_other_wiring_fail_the_proof()
    {
        InputSpec input = RandomNetwork.Gray(16, 16);
        ModelBundle bundle = Claim("plain20", input); // resnet20's shortcuts have no weights
        SmoothNoise pictures = new(64, input, Classes);
        using Network rebuilt = BundleWeights.Load(bundle, pictures);
        InputException error = Assert.Throws<InputException>(() => BundleWeights.Prove(rebuilt, bundle, pictures, Stop));
        Assert.Contains("disagrees", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{folder["claim.onnx"]} cannot be rebuilt as a network", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grown_head_keeps_the_old_rows_and_starts_new_ones_at_zero()
    {
        InputSpec input = RandomNetwork.Gray(16, 16);
        using Network parent = RandomNetwork.Create("resnet20", 0.5, ArchitectureSpec.SmallStem, input, Classes);
        using Network grown = HeadGrowth.Grow(parent, Classes + 2, input);
        Assert.Equal(Classes + 2, grown.Spec.Classes);
        Dictionary<string, Tensor> old = parent.state_dict();
        foreach ((string name, Tensor value) in grown.state_dict())
        {
            using IDisposable scope = NewDisposeScope();
            Tensor kept = name.StartsWith("fc.", StringComparison.Ordinal) ? value.narrow(0, 0, Classes) : value;
            Assert.True(kept.Equals(old[name]), name);
            Assert.True(!name.StartsWith("fc.", StringComparison.Ordinal) || value.narrow(0, Classes, 2).eq(0).all().item<bool>(), name);
        }

        byte[] pixels = RandomNetwork.Pixels(input, batch: 3);
        float[] before = RandomNetwork.Logits(parent, input, pixels);
        float[] after = RandomNetwork.Logits(grown, input, pixels);
        for (int i = 0; i < 3; i++)
        {
            Assert.All(before.Skip(i * Classes).Take(Classes).Zip(after.Skip(i * (Classes + 2))), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    private InputException Refusal(string claimed)
    {
        InputSpec input = RandomNetwork.Gray(16, 16);
        ModelBundle bundle = Claim(claimed, input);
        InputException error = Assert.Throws<InputException>(() => BundleWeights.Load(bundle, new SmoothNoise(64, input, Classes)));
        Assert.Contains(folder["claim.onnx"], error.Message, StringComparison.Ordinal);
        return error;
    }

    /// <summary>A resnet20 whose metadata says that it is something else.</summary>
    private ModelBundle Claim(string arch, InputSpec input)
    {
        ModelBundle honest = Write("resnet20", 0.5, ArchitectureSpec.SmallStem, input);
        BundleCalibration.WriteMetadata(honest, ModelBundle.DefaultPrecision, folder["claim.onnx"], honest.Embedded with { Architecture = honest.Embedded.Architecture with { Name = arch } });
        return ModelBundle.Open(folder["claim.onnx"]);
    }

    private ModelBundle Write(string arch, double width, string stem, InputSpec input)
    {
        using Network network = RandomNetwork.Create(arch, width, stem, input, Classes);
        return Write(network, input);
    }

    private ModelBundle Write(Network network, InputSpec input)
    {
        ModelProto model = OnnxExporter.Build(network, "m", input, RandomNetwork.Output(Classes), RandomNetwork.Training);
        OnnxModel.Write(model, folder["m.onnx"]);
        return ModelBundle.Open(folder["m.onnx"]);
    }
}

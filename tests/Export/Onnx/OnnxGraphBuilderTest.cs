using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeResNet.Tests.Export.Onnx;

public class OnnxGraphBuilderTest
{
    [Theory]
    [InlineData("resnet18", 0.25, "small", "gray", 28)] // basic blocks, identity and projection
    [InlineData("resnet18", 0.25, "imagenet", "rgb", 96)]
    [InlineData("resnet50", 0.25, "small", "rgb", 32)] // bottlenecks
    [InlineData("resnet50", 0.25, "imagenet", "gray", 80)]
    [InlineData("plain18", 0.25, "small", "rgb", 32)] // no shortcuts
    [InlineData("resnet20", 1, "small", "gray", 28)] // shortcuts with zero channels
    [InlineData("resnet20", 0.55, "imagenet", "rgb", 70)] // the same with an odd count of channels and rows
    [InlineData("plain20", 1, "small", "gray", 28)]
    [InlineData("densenet-bc-L40-k12", 1, "small", "gray", 28)] // dense layers with bottlenecks, transitions
    [InlineData("densenet-L22-k12", 1, "small", "rgb", 32)] // without
    [InlineData("densenet121", 0.25, "imagenet", "rgb", 96)]
    [InlineData("alexnet", 0.25, "imagenet", "rgb", 224)] // biases, dropout, three linear layers
    [InlineData("alexnet", 0.25, "small", "gray", 28)]
    [InlineData("vgg19", 0.25, "small", "rgb", 32)]
    public void Onnx_runtime_computes_what_torch_computes(string architecture, double width, string stem, string color, int size)
    {
        InputSpec input = color == "gray" ? RandomNetwork.Gray(size, size) : RandomNetwork.Rgb(size, size);
        using Network network = RandomNetwork.Create(architecture, width, stem, input);
        using InferenceSession session = new(Export(network, input).ToByteArray());
        foreach (int batch in new[] { 1, 7 })
        {
            byte[] pixels = RandomNetwork.Pixels(input, batch);
            float[] expected = RandomNetwork.Logits(network, input, pixels);
            Assert.True(expected.Max() - expected.Min() > 0.1, "the logits are too much alike to prove anything");
            AssertClose(expected, Run(session, input, pixels));
        }
    }

    [Fact]
    public void A_picture_may_be_rectangular()
    {
        InputSpec input = RandomNetwork.Rgb(48, 30);
        using Network network = RandomNetwork.Create("resnet18", 0.25, ArchitectureSpec.SmallStem, input);
        using InferenceSession session = new(Export(network, input).ToByteArray());
        byte[] pixels = RandomNetwork.Pixels(input, 2);
        AssertClose(RandomNetwork.Logits(network, input, pixels), Run(session, input, pixels));
    }

    [Fact]
    public void The_graph_states_its_contract()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("resnet18", 0.25, ArchitectureSpec.SmallStem, input);
        ModelProto model = Export(network, input);
        Assert.Equal(8, model.IrVersion);
        OperatorSetIdProto opset = Assert.Single(model.OpsetImport);
        Assert.Equal(("", 17L), (opset.Domain, opset.Version));
        Assert.Equal("edgeresnet", model.ProducerName);
        Assert.NotEmpty(model.ProducerVersion);
        ValueInfoProto image = Assert.Single(model.Graph.Input);
        Assert.Equal("image", image.Name);
        Assert.Equal((int)TensorProto.Types.DataType.Uint8, image.Type.TensorType.ElemType);
        Assert.Equal("N", image.Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal([28L, 28L, 1L], image.Type.TensorType.Shape.Dim.Skip(1).Select(d => d.DimValue));
        ValueInfoProto logits = Assert.Single(model.Graph.Output);
        Assert.Equal("logits", logits.Name);
        Assert.Equal("N", logits.Type.TensorType.Shape.Dim[0].DimParam);
        StringStringEntryProto entry = Assert.Single(model.MetadataProps);
        Assert.Equal(EmbeddedCard.Key, entry.Key);
        EmbeddedCard card = StrictJson.Parse<EmbeddedCard>(entry.Value, "metadata");
        Assert.Equal(network.Spec, card.Architecture);
        Assert.Equal("class 3", card.Output.Labels[3]);
    }

    [Fact]
    public void Every_ResNet_norm_is_folded_into_its_convolution()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("resnet18", 0.25, ArchitectureSpec.SmallStem, input);
        GraphProto graph = Export(network, input).Graph;
        Assert.DoesNotContain(graph.Node, node => node.OpType == "BatchNormalization");
        Assert.Contains(graph.Initializer, tensor => tensor.Name == "layer1.0.conv1.weight");
        Assert.Contains(graph.Initializer, tensor => tensor.Name == "layer2.0.downsample.0.bias");
        Assert.Contains(graph.Node, node => node.Name == "layer4.1.conv2");
        Assert.DoesNotContain(graph.Initializer, tensor => tensor.Name.Contains("running", StringComparison.Ordinal));
    }

    [Fact]
    public void A_DenseNet_keeps_only_norms_that_cannot_be_folded()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("densenet-bc-L40-k12", 1, ArchitectureSpec.SmallStem, input);
        GraphProto graph = Export(network, input).Graph;
        string[] kept = [.. graph.Node.Where(node => node.OpType == "BatchNormalization").Select(node => node.Name)];
        Assert.Equal(18 + 2 + 1, kept.Length); // norm1 of every layer, two transitions, norm5
        Assert.DoesNotContain(kept, name => name.EndsWith("norm2", StringComparison.Ordinal));
        Assert.Contains(graph.Initializer, tensor => tensor.Name == "features.denseblock1.denselayer1.norm1.running_var");
    }

    [Fact]
    public void Equal_weights_give_equal_bytes()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network a = RandomNetwork.Create("densenet-bc-L40-k12", 1, ArchitectureSpec.SmallStem, input, seed: 5);
        using Network b = RandomNetwork.Create("densenet-bc-L40-k12", 1, ArchitectureSpec.SmallStem, input, seed: 5);
        using Network c = RandomNetwork.Create("densenet-bc-L40-k12", 1, ArchitectureSpec.SmallStem, input, seed: 6);
        Assert.Equal(Export(a, input).ToByteArray(), Export(b, input).ToByteArray());
        Assert.NotEqual(Export(a, input).ToByteArray(), Export(c, input).ToByteArray());
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused_by_name()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("resnet18", 0.25, ArchitectureSpec.SmallStem, input);
        using (TorchSharp.torch.no_grad())
        {
            network.get_parameter("layer3.0.conv1.weight")!.mul_(float.NaN);
        }

        InputException error = Assert.Throws<InputException>(() => Export(network, input));
        Assert.Contains("layer3.0.conv1.weight", error.Message);
    }

    [Fact]
    public void Labels_or_pictures_of_the_wrong_size_are_refused()
    {
        InputSpec gray = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("resnet18", 0.25, ArchitectureSpec.SmallStem, gray);
        InputException labels = Assert.Throws<InputException>(() => OnnxExporter.Build(network, "test", gray, RandomNetwork.Output(9), RandomNetwork.Training));
        Assert.Contains("expected 9 logits", labels.Message);
        InputException channels = Assert.Throws<InputException>(() => Export(network, RandomNetwork.Rgb(28, 28)));
        Assert.Contains("3", channels.Message);
        using Network pooled = RandomNetwork.Create("densenet121", 0.25, ArchitectureSpec.ImageNetStem, RandomNetwork.Rgb(96, 96));
        InputException size = Assert.Throws<InputException>(() => Export(pooled, RandomNetwork.Rgb(12, 12)));
        Assert.Contains("larger images", size.Message);
    }

    private static ModelProto Export(Network network, InputSpec input) =>
        OnnxExporter.Build(network, "test", input, RandomNetwork.Output(network.Spec.Classes), RandomNetwork.Training);

    private static float[] Run(InferenceSession session, InputSpec input, byte[] pixels)
    {
        DenseTensor<byte> image = new(pixels, [pixels.Length / input.Bytes, input.Height, input.Width, input.Channels]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([NamedOnnxValue.CreateFromTensor("image", image)]);
        return results[0].AsTensor<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f * scale);
        }
    }
}

using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Tests.Onnx;

/// <summary>Features and last map as outputs beside the logits, and the cost of a graph.</summary>
public class GraphOutputsTest
{
    [Theory]
    [InlineData("resnet18", 0.25, "imagenet", 64)]
    [InlineData("resnet18-mlnet", 0.25, "imagenet", 64)]
    [InlineData("resnet50", 0.25, "imagenet", 64)]
    [InlineData("densenet-bc-L40-k12", 1, "small", 32)]
    [InlineData("vgg19", 0.25, "small", 32)]
    public void Features_are_the_last_maps_mean_and_the_heads_input(string architecture, double width, string stem, int size)
    {
        InputSpec input = RandomNetwork.Rgb(size, size);
        using Network network = RandomNetwork.Create(architecture, width, stem, input);
        OutputSpec output = GraphOutputs.WithFeatures(RandomNetwork.Output(10));
        ModelProto model = OnnxExporter.Build(network, "net", input, output, RandomNetwork.Training);
        using InferenceSession session = new(model.ToByteArray());
        byte[] pixels = RandomNetwork.Pixels(input, 1);
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(pixels, [1, size, size, 3]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> answer = session.Run(options, ["image"], [image], ["logits", "features", "activations"]);
        float[] features = answer[1].GetTensorDataAsSpan<float>().ToArray();
        float[] map = answer[2].GetTensorDataAsSpan<float>().ToArray();
        long[] shape = answer[2].GetTensorTypeAndShape().Shape;
        Assert.Equal(features.Length, shape[1]);
        int pixelsOfMap = (int)(shape[2] * shape[3]);
        Assert.True(pixelsOfMap > 1 || architecture == "vgg19"); // not what was pooled already
        for (int c = 0; c < features.Length; c++)
        {
            Assert.Equal(map.AsSpan(c * pixelsOfMap, pixelsOfMap).ToArray().Average(), features[c], 1e-4f);
        }

        FloatGraph graph = FloatGraph.Of(model, "net");
        GraphHead head = GraphHead.Find(graph.Nodes, "logits", "net");
        float[] weights = graph.Floats(head.Layer.Input[1]).Values;
        float[] bias = graph.Floats(head.Layer.Input[2]).Values;
        for (int k = 0; k < bias.Length; k++)
        {
            double logit = bias[k] + features.Select((value, f) => (double)value * weights[(k * features.Length) + f]).Sum();
            Assert.Equal(logit, answer[0].GetTensorDataAsSpan<float>()[k], 1e-3);
        }
    }

    [Theory]
    [InlineData("resnet18", "imagenet", 224)]
    [InlineData("resnet18-mlnet", "imagenet", 224)]
    [InlineData("densenet121", "imagenet", 224)]
    [InlineData("resnet20", "small", 32)]
    public void A_graph_has_its_networks_cost(string architecture, string stem, int size)
    {
        InputSpec input = RandomNetwork.Rgb(size, size);
        using Network network = Architectures.Create(new ArchitectureSpec(architecture, 1, stem, 10), 3, size);
        network.eval();
        LayerTable expected = LayerTable.Of(network, 3, size, size);
        GraphCost cost = GraphCost.Of(FloatGraph.Of(OnnxExporter.Build(network, "net", input, RandomNetwork.Output(10), RandomNetwork.Training), "net"), input);
        Assert.Equal((expected.Params, expected.Macs), (cost.Parameters, cost.Macs));
    }

    [Fact]
    public void A_graph_without_a_linear_layer_at_its_end_has_no_head()
    {
        InputSpec input = RandomNetwork.Gray(28, 28);
        using Network network = RandomNetwork.Create("resnet20", 0.25, "small", input);
        FloatGraph graph = FloatGraph.Of(OnnxExporter.Build(network, "net", input, RandomNetwork.Output(10), RandomNetwork.Training), "net");
        InputException refused = Assert.Throws<InputException>(() => GraphHead.Find(graph.Nodes, "flatten", "net.onnx"));
        Assert.StartsWith("net.onnx: its logits do not come from a linear layer", refused.Message, StringComparison.Ordinal);
    }
}

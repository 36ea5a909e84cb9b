using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Export.Onnx;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Quantization;

public sealed class HalfPrecisionTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, double, string, string, int> Networks => ForeignRuntimesTest.Networks;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_half_precision_network_answers_nearly_the_same(string architecture, double width, string stem, string color, int size)
    {
        (FloatGraph graph, InputSpec input) = Write(architecture, width, stem, color, size);
        IReadOnlyList<NodeProto> kept = HalfLayers.Unsafe(graph, Ranges(graph, input));
        Assert.Empty(kept);
        OnnxModel.Write(HalfPrecision.Write(graph, kept), folder["fp16.onnx"]);
        OnnxModel.Write(HalfPrecision.Emulate(graph, kept), folder["emulated.onnx"]);
        Assert.InRange(RelativeError(input, "fp16.onnx"), 1e-6, 0.01);
        Assert.InRange(RelativeError(input, "emulated.onnx"), 1e-5, 0.02); // zero would mean that the runtime removed the casts
        ModelProto written = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["fp16.onnx"]));
        Assert.DoesNotContain(written.Graph.Initializer, tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float && !tensor.Name.StartsWith("input.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_emulation_rounds_like_Half()
    {
        (FloatGraph graph, InputSpec input) = Write("resnet20", 0.25, "small", "gray", 28);
        OnnxModel.Write(HalfPrecision.Emulate(graph, []), folder["emulated.onnx"]);
        using OnnxClassifier classifier = Load("emulated.onnx");
        new SmoothNoise(1, input, 10).Read(0, new Preprocessor(input), classifier.InputBuffer);
        Assert.All(classifier.Run().ToArray(), logit => Assert.Equal((float)(Half)logit, logit));
    }

    [Fact]
    public void A_layer_beyond_half_range_stays_float32()
    {
        (FloatGraph graph, InputSpec input) = Write("resnet20", 0.25, "small", "gray", 28);
        // Values between two layers grow a million times and the next weights shrink as much: the answers stay equal.
        NodeProto first = graph.Nodes.Single(node => node.Name == "layer1.1.conv1");
        NodeProto second = graph.Nodes.Single(node => node.Name == "layer1.1.conv2");
        foreach ((string name, float factor) in new[] { (first.Input[1], 1e6f), (first.Input[2], 1e6f), (second.Input[1], 1e-6f) })
        {
            Weights weights = graph.Floats(name);
            graph.Set(Tensor(name, new Weights([.. weights.Values.Select(value => value * factor)], weights.Shape)));
        }

        IReadOnlyList<NodeProto> kept = HalfLayers.Unsafe(graph, Ranges(graph, input));
        Assert.Equal(["layer1.1.conv1", "layer1.1.relu1", "layer1.1.conv2"], kept.Select(node => node.Name));
        OnnxModel.Write(HalfPrecision.Emulate(graph, kept), folder["emulated.onnx"]);
        OnnxModel.Write(HalfPrecision.Write(graph, kept), folder["fp16.onnx"]);
        Assert.True(RelativeError(input, "emulated.onnx") < 0.02);
        Assert.True(RelativeError(input, "fp16.onnx") < 0.02);
        OnnxModel.Write(HalfPrecision.Emulate(graph, []), folder["overflow.onnx"]);
        Assert.False(RelativeError(input, "overflow.onnx") < 0.02);
    }

    [Theory]
    [InlineData(0.5f, true)]
    [InlineData(0f, false)] // what is left may be all that the next layer lives on
    public void A_channel_with_negligible_weights_is_ignored(float bias, bool fits)
    {
        (FloatGraph graph, InputSpec input) = Write("resnet20", 0.25, "small", "gray", 28);
        NodeProto layer = graph.Nodes.Single(node => node.Name == "layer1.1.conv1");
        Weights weights = graph.Floats(layer.Input[1]);
        int perChannel = weights.Values.Length / (int)weights.Shape[0];
        graph.Set(Tensor(layer.Input[1], new Weights([.. weights.Values.Select((value, i) => i < perChannel ? value * 1e-9f : value)], weights.Shape)));
        Weights biases = graph.Floats(layer.Input[2]);
        graph.Set(Tensor(layer.Input[2], new Weights([bias, .. biases.Values.Skip(1)], biases.Shape)));
        Assert.Equal(fits, HalfLayers.Unsafe(graph, Ranges(graph, input)).Count == 0);
    }

    private static Dictionary<string, ValueRange> Ranges(FloatGraph graph, InputSpec input)
    {
        using ActivationRecorder recorder = new(graph, input, HalfLayers.Values(graph), new SmoothNoise(8, input, 10));
        return recorder.Ranges(Stop);
    }

    private (FloatGraph Graph, InputSpec Input) Write(string architecture, double width, string stem, string color, int size)
    {
        InputSpec input = color == "gray" ? RandomNetwork.Gray(size, size) : RandomNetwork.Rgb(size, size);
        using Network network = RandomNetwork.Create(architecture, width, stem, input);
        OnnxModel.Write(OnnxExporter.Build(network, "test", input, RandomNetwork.Output(10), RandomNetwork.Training), folder["fp32.onnx"]);
        return (FloatGraph.Read(folder["fp32.onnx"]), input);
    }

    private double RelativeError(InputSpec input, string name)
    {
        using OnnxClassifier exact = Load("fp32.onnx");
        using OnnxClassifier reduced = Load(name);
        return LogitError.Relative(exact, reduced, new SmoothNoise(8, input, 10));
    }

    private OnnxClassifier Load(string name) =>
        OnnxClassifier.Load(ModelBundle.Open(folder[name]), new ClassifierOptions { ExecutionProvider = "cpu" });
}

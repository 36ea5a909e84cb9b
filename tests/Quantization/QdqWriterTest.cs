using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Export.Onnx;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Tests.Quantization;

public sealed class QdqWriterTest : IDisposable
{
    private const int Pictures = 16;
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, double, string, string, int> Networks => ForeignRuntimesTest.Networks;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_quantised_network_answers_nearly_the_same(string architecture, double width, string stem, string color, int size)
    {
        foreach (QuantizationTarget target in new[] { QuantizationTarget.Cpu, QuantizationTarget.TensorRt })
        {
            InputSpec input = Write(architecture, width, stem, color, size, target);
            double error = RelativeError(input);
            Assert.True(error < 0.1, $"{target.Name}: relative error {error}");
            Assert.True(error > 0, "nothing was quantised");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_CPU_layer_is_an_integer_kernel(string architecture, double width, string stem, string color, int size)
    {
        Write(architecture, width, stem, color, size, QuantizationTarget.Cpu);
        FloatGraph plain = FloatGraph.Read(folder["fp32.onnx"]);
        int norms = plain.Nodes.Count(node => node.OpType is "Conv" or "BatchNormalization");
        Dictionary<string, int> kernels = Optimized(folder["int8.onnx"]).CountBy(node => node.OpType).ToDictionary();
        Assert.Equal(norms + 1, kernels["QLinearConv"]); // one more normalises the pixels
        Assert.Equal(plain.Nodes.Count(node => node.OpType == "Gemm"), kernels["QGemm"]);
        Assert.Equal(plain.Nodes.Count(node => node.OpType == "Add") - 1, kernels.GetValueOrDefault("QLinearAdd"));
        Assert.Equal(plain.Nodes.Count(node => node.OpType == "Concat"), kernels.GetValueOrDefault("QLinearConcat"));
        Assert.Equal(plain.Nodes.Count(node => node.OpType == "AveragePool"), kernels.GetValueOrDefault("QLinearAveragePool"));
        string[] floats = ["Conv", "FusedConv", "Relu", "Gemm", "Add", "Mul", "BatchNormalization"];
        Assert.Empty(kernels.Keys.Intersect(floats));
        Assert.Equal(plain.Nodes.Count(node => node.OpType == "Pad"), kernels.GetValueOrDefault("DequantizeLinear")); // zero channels are appended in float32
    }

    [Fact]
    public void A_float32_layer_reads_and_writes_floats()
    {
        Write("resnet18", 0.25, "small", "gray", 28, QuantizationTarget.Cpu, leave: "layer2.0.conv1");
        List<NodeProto> nodes = Optimized(folder["int8.onnx"]);
        Assert.Single(nodes, node => node.OpType is "Conv" or "FusedConv");
        Assert.True(RelativeError(RandomNetwork.Gray(28, 28)) < 0.1);
    }

    [Fact]
    public void TensorRT_files_have_symmetric_activations_and_unchanged_biases()
    {
        Write("resnet18", 0.25, "small", "gray", 28, QuantizationTarget.TensorRt);
        GraphProto graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["int8-trt.onnx"])).Graph;
        Dictionary<string, TensorProto> constants = graph.Initializer.ToDictionary(tensor => tensor.Name);
        Assert.All(graph.Node.Where(node => node.OpType is "QuantizeLinear" or "DequantizeLinear"), node =>
        {
            TensorProto zeroPoint = constants[node.Input[2]];
            Assert.Equal((int)TensorProto.Types.DataType.Int8, zeroPoint.DataType);
            Assert.All(zeroPoint.RawData, value => Assert.Equal(0, value));
        });
        Assert.All(graph.Node.Where(node => node.OpType == "Conv"), conv =>
        {
            Assert.EndsWith(".dequantized", conv.Input[0]);
            Assert.EndsWith(".dequantized", conv.Input[1]);
            Assert.Equal((int)TensorProto.Types.DataType.Float, constants[conv.Input[2]].DataType);
        });
        Assert.All(graph.Node.Where(node => node.OpType == "Add").Skip(1), add => Assert.Single(add.Input, value => value.EndsWith(".dequantized", StringComparison.Ordinal)));
    }

    private static List<NodeProto> Optimized(string path)
    {
        string written = path + ".optimized";
        using SessionOptions options = new() { OptimizedModelFilePath = written, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using InferenceSession session = new(path, options);
        return [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(written)).Graph.Node];
    }

    private InputSpec Write(string architecture, double width, string stem, string color, int size, QuantizationTarget target, string? leave = null)
    {
        InputSpec input = color == "gray" ? RandomNetwork.Gray(size, size) : RandomNetwork.Rgb(size, size);
        using Network network = RandomNetwork.Create(architecture, width, stem, input);
        OnnxModel.Write(OnnxExporter.Build(network, "test", input, RandomNetwork.Output(10), RandomNetwork.Training), folder["fp32.onnx"]);
        QuantizableGraph graph = new(FloatGraph.Read(folder["fp32.onnx"]), target);
        using ActivationRecorder recorder = new(graph.Graph, input, graph.Values, new SmoothNoise(Pictures, input, 10));
        HashSet<string> quantized = [.. graph.Units.Where(unit => unit.Name != leave).Select(unit => unit.Output[0])];
        OnnxModel.Write(QdqWriter.Write(graph, recorder.Ranges(TestContext.Current.CancellationToken), quantized), folder[$"{target.Precision}.onnx"]);
        File.Copy(folder[$"{target.Precision}.onnx"], folder["now.onnx"], overwrite: true);
        return input;
    }

    /// <summary>Root mean square of the logits' error, in units of the logits' own.</summary>
    private double RelativeError(InputSpec input)
    {
        using OnnxClassifier exact = Load("fp32.onnx");
        using OnnxClassifier quantized = Load("now.onnx");
        return LogitError.Relative(exact, quantized, new SmoothNoise(Pictures, input, 10));
    }

    private OnnxClassifier Load(string name) =>
        OnnxClassifier.Load(ModelBundle.Open(folder[name]), new ClassifierOptions { ExecutionProvider = "cpu" });
}

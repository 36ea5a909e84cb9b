using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Verbs;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Quantization;

public sealed class BundleQuantizationTest(NoisyBundleFixture noisy) : IClassFixture<NoisyBundleFixture>, IDisposable
{
    private const int Classes = 4;
    private static readonly InputSpec input = RandomNetwork.Gray(20, 24);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Quantize_adds_a_file_per_precision_with_its_accuracy()
    {
        WriteBundle();
        File.WriteAllText(folder["b/notes.txt"], "mine");
        byte[] original = File.ReadAllBytes(folder["b/model.onnx"]);
        Quantization().AddIntegers(QuantizationTarget.Cpu);
        Quantization().AddIntegers(QuantizationTarget.TensorRt);
        Quantization().AddHalf();
        ModelCard card = Quantization().AddIntegers(QuantizationTarget.Cpu); // again: replaces its own file only

        ModelBundle bundle = VerifiedBundle.Open(folder["b"], _ => { });
        Assert.Equal(["fp32", "int8", "int8-trt", "fp16"], bundle.Precisions);
        Assert.Equal(original, File.ReadAllBytes(folder["b/model.onnx"]));
        Assert.Equal("mine", File.ReadAllText(folder["b/notes.txt"]));
        Assert.Equal([folder["b"]], Directory.GetDirectories(Path.GetDirectoryName(folder["b"])!));
        string page = File.ReadAllText(folder["b/README.md"]);
        foreach ((string precision, FileSpec file) in card.Files)
        {
            Assert.Contains($"| `{file.Path}` | {precision} |", page, StringComparison.Ordinal);
            Assert.Equal(precision == "fp32", file.Conversion is null);
        }

        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", Precision = "int8", BatchSize = 50 });
        Assert.Equal(LogitTable.Of(classifier, Data().Reported, Stop).Top1(), card.Files["int8"].Top1);
        Assert.Contains("emulation", card.Files["fp16"].Conversion!.Measured, StringComparison.Ordinal);
        foreach (FileSpec file in card.Files.Values)
        {
            Assert.True(file.Conversion is null or { ReducedLayers: > 0, KeptFloat.Count: 0 });
            Assert.Null(QuantizeVerb.Objection("", file.Conversion));
        }
    }

    [Theory]
    [InlineData("garden/test", 50)] // another set
    [InlineData("noise/test", 70)] // the same name, other pictures
    public void Other_pictures_than_the_cards_change_no_accuracy_and_no_headline(string name, int count)
    {
        WriteBundle();
        ModelCard before = ModelBundle.Open(folder["b"]).Card!;
        string page = File.ReadAllText(folder["b/README.md"]);
        byte[] confusion = File.ReadAllBytes(folder["b/confusion.svg"]);
        SmoothNoise held = new(40, input, Classes, "garden/validation");
        ModelCard card = Quantization(data: new DataSplits(held, held, new SmoothNoise(count, input, Classes, name), "gray", "none")).AddIntegers(QuantizationTarget.Cpu);

        Assert.Equal(before.Metrics, card.Metrics);
        Assert.Equal(before.Files["fp32"], card.Files["fp32"]);
        Assert.Null(card.Files["int8"].Top1);
        Assert.Equal((name, count), (card.Files["int8"].Conversion!.OnOthers!.Dataset, card.Files["int8"].Conversion!.OnOthers!.Samples));
        string changed = File.ReadAllText(folder["b/README.md"]);
        Assert.Equal(page[..page.IndexOf("## Files", StringComparison.Ordinal)], changed[..changed.IndexOf("## Files", StringComparison.Ordinal)]);
        Assert.Equal(page[page.IndexOf("## Classes", StringComparison.Ordinal)..], changed[changed.IndexOf("## Classes", StringComparison.Ordinal)..]);
        Assert.Contains($"On {count} pictures of {name}, top-1 is ", changed, StringComparison.Ordinal);
        Assert.Equal(confusion, File.ReadAllBytes(folder["b/confusion.svg"]));
        VerifiedBundle.Open(folder["b"], _ => { });
    }

    [Fact]
    public void A_file_with_only_float32_layers_is_marked_and_reported()
    {
        WriteBundle();
        ModelCard card = Quantization(maxDrop: -1).AddIntegers(QuantizationTarget.Cpu); // nothing is good enough
        FileSpec file = card.Files["int8"];
        Assert.Equal(0, file.Conversion!.ReducedLayers);
        Assert.StartsWith("model.int8.onnx: every layer stayed float32", QuantizeVerb.Objection(file.Path, file.Conversion), StringComparison.Ordinal);
        Assert.Contains("`model.int8.onnx`: ranges by", File.ReadAllText(folder["b/README.md"]), StringComparison.Ordinal);
        Assert.Contains("every layer is kept in float32, so this file is not smaller", File.ReadAllText(folder["b/README.md"]), StringComparison.Ordinal);
        Assert.Equal(0, ModelBundle.Open(folder["b"]).Card!.Files["int8"].Conversion!.ReducedLayers);
    }

    [Fact]
    public void A_failed_quantization_leaves_the_bundle_unchanged()
    {
        WriteBundle();
        Dictionary<string, byte[]> before = Contents();
        Assert.Contains("only a bundle folder", Assert.Throws<InputException>(() => Quantization("b/model.onnx").AddHalf()).Message, StringComparison.Ordinal);
        DataSplits foreign = new(new SmoothNoise(9, input, 3), new SmoothNoise(9, input, 3), null, "gray", "none");
        Assert.Contains("3 classes", Assert.Throws<InputException>(() => Quantization(data: foreign).AddIntegers(QuantizationTarget.Cpu)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => Quantization(stop: new CancellationToken(canceled: true)).AddIntegers(QuantizationTarget.Cpu));
        using CancellationTokenSource late = new();
        Assert.Throws<OperationCanceledException>(() => Quantization(report: line => { if (line.StartsWith("ranges", StringComparison.Ordinal)) { late.Cancel(); } }, stop: late.Token).AddIntegers(QuantizationTarget.Cpu));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_quantised_or_unreadable_model_is_refused()
    {
        WriteBundle();
        Quantization().AddIntegers(QuantizationTarget.Cpu);
        Assert.Contains("already of reduced precision", Assert.Throws<InputException>(() => FloatGraph.Read(folder["b/model.int8.onnx"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["noise.onnx"], "this is no model");
        Assert.Contains("not an ONNX file", Assert.Throws<InputException>(() => FloatGraph.Read(folder["noise.onnx"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_lose_too_much_at_8_bits_stay_float32()
    {
        using (Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes))
        {
            OnnxModel.Write(OnnxExporter.Build(network, "test", input, RandomNetwork.Output(Classes), RandomNetwork.Training), folder["fp32.onnx"]);
        }

        // One channel between two layers grows 10,000 times and its readers' weights shrink as much: equal answers, but
        // a scale for that channel leaves no precision for the others.
        FloatGraph source = FloatGraph.Read(folder["fp32.onnx"]);
        NodeProto first = source.Nodes.Single(node => node.Name == "layer1.1.conv1");
        NodeProto second = source.Nodes.Single(node => node.Name == "layer1.1.conv2");
        Scale(source, first.Input[1], 1e4f, (o, _) => o == 0);
        Scale(source, first.Input[2], 1e4f, (o, _) => o == 0);
        Scale(source, second.Input[1], 1e-4f, (_, i) => i == 0);

        GraphEvaluation evaluation = new(folder["scratch.onnx"], Stop);
        SmoothNoise noise = new(120, input, Classes);
        Balance(source, evaluation.Answers(source.Build(), noise));
        LogitTable reference = evaluation.Answers(source.Build(), noise);
        AnsweredImages images = new(noise, reference);
        reference = evaluation.Answers(source.Build(), images);
        QuantizableGraph graph = new(source, QuantizationTarget.Cpu);
        using ActivationRecorder recorder = new(graph.Graph, input, graph.Values, images);
        List<string> lines = [];
        QuantizationResult found = new QuantizationSearch(graph, recorder.Activations(Stop), images, reference, evaluation).Run(maxDrop: 0.04, lines.Add);
        Assert.True(found.Drop <= 0.04, string.Join('\n', lines));
        Assert.Equal(["layer1.1.conv1", "layer1.1.conv2"], found.Float.Order().Intersect(["layer1.1.conv1", "layer1.1.conv2"]));
        Assert.True(found.Float.Count <= 4, string.Join('\n', lines));
    }

    private static void Scale(FloatGraph graph, string name, float factor, Func<int, int, bool> chosen)
    {
        Weights weights = graph.Floats(name);
        int inputs = weights.Shape.Length > 1 ? (int)weights.Shape[1] : 1;
        int kernel = weights.Values.Length / (int)weights.Shape[0] / inputs;
        graph.Set(Tensor(name, new Weights([.. weights.Values.Select((value, at) => chosen(at / kernel / inputs, at / kernel % inputs) ? value * factor : value)], weights.Shape)));
    }

    /// <summary>Subtracts the logits' means, so that a random network does not always name the same class.</summary>
    private static void Balance(FloatGraph graph, LogitTable answers)
    {
        string bias = graph.Nodes.Single(node => node.OpType == "Gemm").Input[2];
        Weights weights = graph.Floats(bias);
        graph.Set(Tensor(bias, new Weights([.. weights.Values.Select((value, k) => value - Enumerable.Range(0, answers.Count).Average(i => answers[i][k]))], weights.Shape)));
    }

    private static DataSplits Data() =>
        new(new SmoothNoise(30, input, Classes, "noise/train"), new SmoothNoise(40, input, Classes, "noise/validation"), new SmoothNoise(50, input, Classes), "gray", "none");

    private BundleQuantization Quantization(string path = "b", DataSplits? data = null, double maxDrop = 1, Action<string>? report = null, CancellationToken? stop = null) =>
        new(folder[path], data ?? Data(), maxDrop, report ?? (_ => { }), stop ?? Stop);

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(folder["b"], "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

    private void WriteBundle() => noisy.CopyTo(folder["b"], path => NoisyBundle.Export(input, Classes, Data(), path, Stop));

    /// <summary>Pictures whose true class is a network's answer.</summary>
    private sealed class AnsweredImages(IImageSet source, LogitTable answers) : IImageSet
    {
        public string Name => source.Name;

        public int Count => source.Count;

        public IReadOnlyList<string> Classes => source.Classes;

        public int Label(int index)
        {
            float[] row = answers[index].ToArray();
            return Array.IndexOf(row, row.Max());
        }

        public string Origin(int index) => source.Origin(index);

        public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => source.Read(index, preprocessor, destination);
    }
}
